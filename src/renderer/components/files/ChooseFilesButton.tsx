/** Opens files or a folder: by the system's dialog, or in a browser from its own machine as well as the application's. */
import { type Icon, IconFolderOpen, IconServer, IconUpload } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { itemsOfFiles } from '../../host/droppedItems.ts';
import { useHost } from '../../stores/ConnectionContext.tsx';
import { Button, MenuButton } from '../Button.tsx';
import { useChoosePath } from './ChoosePath.tsx';
import { useTransfer } from './DropOverlay.tsx';
import type { PathRequest } from './pathRequest.ts';

export interface ChooseFilesButtonProps {
  /** "Add a dataset". */
  readonly label: string;
  readonly request: PathRequest;
  readonly onPaths: (paths: readonly string[]) => void;
  readonly primary?: boolean;
  readonly icon?: Icon;
}

export function ChooseFilesButton({ label, request, onPaths, primary = false, icon = IconFolderOpen }: ChooseFilesButtonProps): ReactNode {
  const host = useHost();
  const choose = useChoosePath();
  const input = useRef<HTMLInputElement>(null);
  const { transfer, dialog } = useTransfer(onPaths);
  const browse = async (): Promise<void> => {
    const paths = await choose(request);
    if (paths.length > 0) onPaths(paths);
  };
  if (host.face === 'electron' || request.kind !== 'files') {
    return (
      <Button look={primary ? 'primary' : 'secondary'} icon={icon} onClick={() => void browse()}>
        {label}
      </Button>
    );
  }
  return (
    <>
      <MenuButton
        text
        primary={primary}
        label={label}
        icon={icon}
        items={[
          { label: 'Upload from this computer', icon: IconUpload, onClick: () => input.current?.click() },
          { label: "Choose on the application's machine", icon: IconServer, onClick: () => void browse() },
        ]}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        accept={request.filters?.flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`)).join(',')}
        onChange={(event) => {
          transfer(itemsOfFiles(event.currentTarget.files ?? []));
          event.currentTarget.value = '';
        }}
      />
      {dialog}
    </>
  );
}
