/** Opens a model that lies on disk. */
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { ChooseFilesButton } from '../../components/index.ts';
import { useAction } from '../../stores/useCall.ts';

/** @param primary the one thing its view is for. */
export function AddModelButton({ primary = true }: { readonly primary?: boolean }): ReactNode {
  const add = useAction('models.add');
  const [, navigate] = useLocation();
  return (
    <ChooseFilesButton
      primary={primary}
      label="Open a model"
      request={{ kind: 'folder', title: 'Open a model: the folder that holds config.json and safetensors' }}
      onPaths={([path]) => path !== undefined && add.run({ path }, ({ id }) => navigate(`/models/${encodeURIComponent(id)}`))}
    />
  );
}
