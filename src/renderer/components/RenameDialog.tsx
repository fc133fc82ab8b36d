/** Gives something another name. */
import { Modal, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Button } from './Button.tsx';
import { Row, Stack } from './layout.tsx';

export interface RenameDialogProps {
  /** "Rename the run". */
  readonly title: string;
  readonly name: string;
  /** The verb, if it is another: "Save". */
  readonly confirm?: string;
  readonly busy: boolean;
  /** Called with a name that is not empty. */
  readonly onRename: (name: string) => void;
  readonly onClose: () => void;
}

export function RenameDialog({ title, name: before, confirm = 'Rename', busy, onRename, onClose }: RenameDialogProps): ReactNode {
  const [name, setName] = useState(before);
  const empty = name.trim() === '' ? 'A name needs at least one letter' : null;
  return (
    <Modal opened onClose={onClose} title={title} size={420}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (empty === null) onRename(name.trim());
        }}
      >
        <Stack>
          <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} error={empty} data-autofocus />
          <Row justify="end">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look="primary" refusal={empty} busy={busy}>
              {confirm}
            </Button>
          </Row>
        </Stack>
      </form>
    </Modal>
  );
}
