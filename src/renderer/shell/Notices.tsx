/** What the application has to say, as toasts. Draws nothing. */
import { useLocation } from 'wouter';
import { showNotice } from '../components/toasts.tsx';
import { useStream } from '../stores/useStream.ts';

export function Notices(): null {
  const [, navigate] = useLocation();
  useStream(
    'app.notices',
    'app',
    () => ({}),
    (notice) => showNotice(notice, navigate),
  );
  return null;
}
