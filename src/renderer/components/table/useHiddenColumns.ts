import { useLocalStorage } from '@mantine/hooks';
import { leftOut, type SizedColumn } from './leftOut.ts';

interface Hideable extends SizedColumn {
  readonly hidden?: boolean;
}

/**
 * Which columns of a table are hidden: those switched off, a choice that is kept on this machine, and spare ones that `room` (pixels,
 * 0: unknown) does not hold unless they were switched on.
 */
export function useHiddenColumns(table: string, columns: readonly Hideable[], room: number): readonly [ReadonlySet<string>, (id: string) => void] {
  const [chosen, setChosen] = useLocalStorage<Readonly<Record<string, boolean>>>({
    key: `mixwright.columns.${table}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const wanted = columns.filter(({ id, hidden = false }) => !(chosen[id] ?? hidden));
  const narrow = leftOut(
    wanted.map((column) => ({ ...column, spare: column.spare === true && chosen[column.id] === undefined })),
    room,
  );
  const hidden = new Set(columns.filter((column) => narrow.has(column.id) || !wanted.includes(column)).map(({ id }) => id));
  return [hidden, (id) => setChosen({ ...chosen, [id]: !hidden.has(id) })];
}
