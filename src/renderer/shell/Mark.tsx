import type { ReactNode } from 'react';

/** The mark: many paths, two of them taken. */
export function Mark({ size = 22 }: { readonly size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden>
      <rect x="1" y="1" width="22" height="22" rx="6" fill="var(--mw-accent-fill)" />
      <g stroke="#fff" strokeWidth="1.6" strokeLinecap="round">
        <path d="M5.5 12c4 0 4.5-5.5 8.5-5.5" />
        <path d="M5.5 12c4 0 4.5 5.5 8.5 5.5" />
        <path d="M5.5 12H14" opacity="0.45" />
      </g>
      <circle cx="16.8" cy="6.5" r="1.9" fill="#fff" />
      <circle cx="16.8" cy="12" r="1.9" fill="#fff" opacity="0.45" />
      <circle cx="16.8" cy="17.5" r="1.9" fill="#fff" />
    </svg>
  );
}
