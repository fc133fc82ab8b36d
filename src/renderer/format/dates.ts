/** Points in time, as the reader's clock tells them. */

/** "just now", "12 min ago", "3 h ago", "yesterday", then the date. */
export function formatSince(time: string, now: number = Date.now()): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return '–';
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (days <= 1) return 'yesterday';
  return days < 7 ? `${days} days ago` : formatDay(at);
}

/** 24 Nov 2026. */
export function formatDay(time: string | number): string {
  return new Date(time).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** 24 Nov 2026, 14:05:09: for tooltips and logs. */
export function formatMoment(time: string | number): string {
  return `${formatDay(time)}, ${formatClock(time)}`;
}

/** 14:05:09. */
export function formatClock(time: string | number): string {
  return new Date(time).toLocaleTimeString('en-GB', { hour12: false });
}

function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
