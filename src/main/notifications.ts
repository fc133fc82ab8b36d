/** Notices of the application as the system shows them, where nobody looks at the window that would show them. */
import { Notification } from 'electron';
import type { Notice } from '../shared/api/app.ts';

/** Systems take a notification off when its object is collected. */
const mostKept = 20;

export interface Notifications {
  show(notice: Notice): void;
}

/** @param onClick told the notice whose notification was clicked. */
export function createNotifications(onClick: (notice: Notice) => void): Notifications {
  const kept: Notification[] = [];
  return {
    show(notice) {
      if (!Notification.isSupported()) return;
      // The next action is what the click does; only macOS has room for a button.
      const label = notice.action?.label;
      const notification = new Notification({
        title: notice.title,
        body: label === undefined ? notice.body : `${notice.body}\n${label}`,
        urgency: notice.level === 'error' ? 'critical' : 'normal',
      });
      notification.on('click', () => onClick(notice));
      kept.push(notification);
      kept.splice(0, kept.length - mostKept);
      notification.show();
    },
  };
}
