import { useLocalStorage } from '@mantine/hooks';

interface Hideable {
  readonly id: string;
  readonly hidden?: boolean;
}

/** Which columns of a table are hidden; the choice is kept on this machine. */
export function useHiddenColumns(table: string, columns: readonly Hideable[]): readonly [ReadonlySet<string>, (id: string) => void] {
  const [chosen, setChosen] = useLocalStorage<Readonly<Record<string, boolean>>>({
    key: `mixwright.columns.${table}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const hidden = new Set(columns.filter(({ id, hidden = false }) => chosen[id] ?? hidden).map(({ id }) => id));
  return [hidden, (id) => setChosen({ ...chosen, [id]: !hidden.has(id) })];
}
