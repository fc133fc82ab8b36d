/** What the application has to say, as toasts, where the screen does not say it already. Draws nothing. */
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { hideNotice, showNotice } from '../components/toasts.tsx';
import { useStream } from '../stores/useStream.ts';

export function Notices(): null {
  const [location, navigate] = useLocation();
  const path = decodeURIComponent(location);
  /** Shown ones by id: the screen that shows the same. */
  const shown = useRef(new Map<string, string>());
  useStream(
    'app.notices',
    'app',
    () => ({}),
    (notice) => {
      if (notice.about === path) return;
      if (notice.about !== undefined) shown.current.set(notice.id, notice.about);
      showNotice(notice, navigate);
    },
  );
  // Whoever goes to see it has heard.
  useEffect(() => {
    for (const [id, about] of shown.current) {
      if (about !== path) continue;
      shown.current.delete(id);
      hideNotice(id);
    }
  }, [path]);
  return null;
}
