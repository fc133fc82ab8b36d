/**
 * The date that templates may print, and its formatting. It is always the same day, the one that Llama 3's own templates
 * fall back to: a run resumed or repeated tomorrow must see the same tokens.
 */
export const TEMPLATE_DATE = { year: 2024, month: 7, day: 26, weekday: 5 } as const;

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** Python's strftime for TEMPLATE_DATE at midnight; unknown directives stay as they are. */
export function strftimeNow(format: string): string {
  const { year, month, day, weekday } = TEMPLATE_DATE;
  const two = (value: number): string => String(value).padStart(2, '0');
  const monthName = months[month - 1] as string;
  const values: Readonly<Record<string, string>> = {
    Y: String(year),
    y: two(year % 100),
    m: two(month),
    B: monthName,
    b: monthName.slice(0, 3),
    d: two(day),
    A: weekdays[weekday],
    a: weekdays[weekday].slice(0, 3),
    H: '00',
    I: '12',
    M: '00',
    S: '00',
    p: 'AM',
    '%': '%',
  };
  return format.replace(/%([A-Za-z%])/g, (directive, letter: string) => values[letter] ?? directive);
}
