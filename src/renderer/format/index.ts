export { capital } from '../../shared/capital.ts';
export { formatBytes, formatBytesExactly, formatBytesOf } from './bytes.ts';
export { formatCount, formatPlural, formatWhole } from './counts.ts';
export { formatClock, formatDay, formatMoment, formatSince } from './dates.ts';
export { formatDuration, formatRate, formatRemaining } from './durations.ts';
export { formatFixed, formatNumber, formatShare, grouped } from './numbers.ts';
