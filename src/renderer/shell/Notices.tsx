/** What the application has to say, as toasts, where the screen does not say it already. Draws nothing. */
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { hideNotice, showNotice } from '../components/toasts.tsx';
import { useStream } from '../stores/useStream.ts';
import { shows } from './shows.ts';

export function Notices(): null {
  const [path, navigate] = useLocation();
  /** Shown ones by id: the screen that shows the same. */
  const shown = useRef(new Map<string, string>());
  useStream(
    'app.notices',
    'app',
    () => ({}),
    (notice) => {
      if (notice.about !== undefined) {
        if (shows(path, notice.about)) return;
        shown.current.set(notice.id, notice.about);
      }
      showNotice(notice, navigate);
    },
  );
  // Whoever goes to see it has heard.
  useEffect(() => {
    for (const [id, about] of shown.current) {
      if (!shows(path, about)) continue;
      shown.current.delete(id);
      hideNotice(id);
    }
  }, [path]);
  return null;
}
