/** Ctrl or Command and K: go to any screen, run, model or dataset, or do something, by typing a part of its name. */
import { Modal, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { matching } from '../components/matching.ts';
import classes from './CommandPalette.module.css';
import { type Command, useCommands } from './useCommands.ts';

export function CommandPalette({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }): ReactNode {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={560} yOffset="12vh" centered={false}>
      <Modal.Overlay color="var(--mw-backdrop)" backgroundOpacity={1} />
      <Modal.Content aria-label="Go to anything">
        <Commands onClose={onClose} />
      </Modal.Content>
    </Modal.Root>
  );
}

function Commands({ onClose }: { readonly onClose: () => void }): ReactNode {
  const id = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const found = matching(useCommands(), text, ({ label, detail }) => `${label} ${detail}`).slice(0, 12);
  const go = (command: Command | undefined): void => {
    if (!command) return;
    onClose();
    command.run();
  };
  const move = (by: number): void => {
    const next = (active + by) % Math.max(1, found.length);
    setActive(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(found.length - 1);
    else if (event.key === 'Enter') go(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <div>
      <TextInput
        data-autofocus
        variant="unstyled"
        aria-label="Go to"
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={found[active] ? `${id}-${active}` : undefined}
        placeholder="Screen, run, model, dataset or action"
        leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={press}
        className={classes.input ?? ''}
      />
      <div id={`${id}-list`} role="listbox" aria-label="Found" className={classes.list}>
        {found.map((command, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field above
          <div
            key={command.id}
            id={`${id}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === active}
            className={classes.command}
            onClick={() => go(command)}
            onPointerMove={() => setActive(i)}
          >
            <command.icon size={16} stroke={1.6} aria-hidden />
            <span className={classes.name}>{command.label}</span>
            <span className={classes.detail}>{command.detail}</span>
          </div>
        ))}
        {found.length === 0 ? <p className={classes.none}>Nothing is called that.</p> : null}
      </div>
    </div>
  );
}
