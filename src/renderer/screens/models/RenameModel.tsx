import type { ReactNode } from 'react';
import { RenameDialog } from '../../components/index.ts';
import { useAction } from '../../stores/useCall.ts';

interface RenameModelProps {
  readonly model: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

export function RenameModel({ model, onClose }: RenameModelProps): ReactNode {
  const rename = useAction('models.rename');
  return (
    <RenameDialog
      title="Rename the model"
      name={model.name}
      busy={rename.busy}
      onRename={(name) => rename.run({ id: model.id, name }, onClose)}
      onClose={onClose}
    />
  );
}
