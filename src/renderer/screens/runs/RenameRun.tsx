import type { ReactNode } from 'react';
import type { RunRow } from '../../../shared/api/runs.ts';
import { RenameDialog } from '../../components/index.ts';
import { useAction } from '../../stores/useCall.ts';

interface RenameRunProps {
  readonly run: Pick<RunRow, 'id' | 'name'>;
  readonly onClose: () => void;
}

export function RenameRun({ run, onClose }: RenameRunProps): ReactNode {
  const rename = useAction('runs.rename');
  return (
    <RenameDialog title="Rename the run" name={run.name} busy={rename.busy} onRename={(name) => rename.run({ id: run.id, name }, onClose)} onClose={onClose} />
  );
}
