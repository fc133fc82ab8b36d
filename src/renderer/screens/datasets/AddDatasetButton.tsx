import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { ChooseFilesButton } from '../../components/index.ts';
import { useAction } from '../../stores/useCall.ts';

/** @param primary the one thing its view is for. */
export function AddDatasetButton({ primary = true }: { readonly primary?: boolean }): ReactNode {
  const add = useAction('datasets.add');
  const [, navigate] = useLocation();
  return (
    <ChooseFilesButton
      primary={primary}
      label="Add a dataset"
      request={{ kind: 'files', title: 'Add a dataset', filters: [{ name: 'Datasets', extensions: ['jsonl', 'json', 'gz'] }] }}
      onPaths={(paths) => add.run({ paths: [...paths] }, ({ id }) => navigate(`/datasets/${encodeURIComponent(id)}`))}
    />
  );
}
