/** Opens a model that lies on disk. */
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { ChooseFilesButton } from '../../components/index.ts';
import { useAction } from '../../stores/useCall.ts';

interface AddModelButtonProps {
  /** The one thing its view is for. */
  readonly primary?: boolean;
  readonly label?: string;
  /** In place of showing it. */
  readonly onAdded?: (id: string) => void;
}

export function AddModelButton({ primary = true, label = 'Open a model', onAdded }: AddModelButtonProps): ReactNode {
  const add = useAction('models.add');
  const [, navigate] = useLocation();
  return (
    <ChooseFilesButton
      primary={primary}
      label={label}
      request={{ kind: 'folder', title: 'Open a model: the folder that holds config.json and safetensors' }}
      onPaths={([path]) => path !== undefined && add.run({ path }, ({ id }) => (onAdded ? onAdded(id) : navigate(`/models/${encodeURIComponent(id)}`)))}
    />
  );
}
