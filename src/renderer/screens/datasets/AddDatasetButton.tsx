import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { ChooseFilesButton } from '../../components/index.ts';
import { useAction } from '../../stores/useCall.ts';

interface AddDatasetButtonProps {
  /** The one thing its view is for. */
  readonly primary?: boolean;
  readonly label?: string;
  /** In place of showing it. */
  readonly onAdded?: (id: string) => void;
}

export function AddDatasetButton({ primary = true, label = 'Add a dataset', onAdded }: AddDatasetButtonProps): ReactNode {
  const add = useAction('datasets.add');
  const [, navigate] = useLocation();
  return (
    <ChooseFilesButton
      primary={primary}
      label={label}
      request={{ kind: 'files', title: 'Add a dataset', filters: [{ name: 'Datasets', extensions: ['jsonl', 'json', 'gz'] }] }}
      onPaths={(paths) => add.run({ paths: [...paths] }, ({ id }) => (onAdded ? onAdded(id) : navigate(`/datasets/${encodeURIComponent(id)}`)))}
    />
  );
}
