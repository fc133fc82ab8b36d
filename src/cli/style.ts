/** Terminal colours, or none. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  warning(text: string): string;
  error(text: string): string;
  /** Tokens the loss looks at. */
  trained(text: string): string;
}

export function styleFor(color: boolean): Style {
  const wrap =
    (open: number, close: number) =>
    (text: string): string =>
      color ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return { bold: wrap(1, 22), dim: wrap(2, 22), good: wrap(32, 39), warning: wrap(33, 39), error: wrap(31, 39), trained: wrap(36, 39) };
}

/** A plain table, columns aligned; numbers are the caller's to format. */
export function table(rows: readonly (readonly string[])[], style: Style): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const format = (row: readonly string[]): string =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] as number))).join('  ');
  return rows.map((row, i) => (i === 0 ? style.bold(format(row)) : format(row))).join('\n');
}

export function showBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, bytes > 0 ? Math.floor(Math.log2(bytes) / 10) : 0);
  return `${(bytes / 2 ** (10 * power)).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

export function showCount(count: number): string {
  if (count < 1e4) return String(count);
  const [scale, unit] = count < 1e6 ? [1e3, 'K'] : count < 1e9 ? [1e6, 'M'] : [1e9, 'B'];
  return `${(count / scale).toFixed(2)}${unit}`;
}

export function showSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  return whole < 3600
    ? `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`
    : `${Math.floor(whole / 3600)}h${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')}m`;
}
