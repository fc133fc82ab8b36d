import { ActionIcon, Menu } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface MenuColumn {
  readonly id: string;
  readonly header: string;
  readonly under?: readonly { readonly header: string }[];
  readonly fixed?: boolean;
}

interface ColumnMenuProps {
  readonly label: string;
  readonly columns: readonly MenuColumn[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
}

/** Switches columns on and off; absent where there is nothing to switch. */
export function ColumnMenu({ label, columns, hidden, onToggle }: ColumnMenuProps): ReactNode {
  const free = columns.filter(({ fixed = false }) => !fixed);
  if (free.length < 2) return null;
  return (
    <Menu closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon aria-label={`Columns of ${label}`} title="Columns" size={24}>
          <IconColumns3 size={14} stroke={1.75} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Columns</Menu.Label>
        {free.map(({ id, header, under = [] }) => (
          <Menu.CheckboxItem key={id} checked={!hidden.has(id)} onChange={() => onToggle(id)}>
            {[header, ...under.map((key) => key.header)].join(', ')}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
