/** Libraries that are large or need a certain machine: added when wanted, size and source said before. */
import { IconDownload, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Library } from '../../../shared/api/settings.ts';
import { sentence } from '../../../shared/sentence.ts';
import { Button, Panel, QueryView, Stack, TaskProgress, TonePill, useConfirm } from '../../components/index.ts';
import { formatBytes } from '../../format/index.ts';
import { useTaskOf } from '../../stores/TasksContext.tsx';
import { useAction, useCall } from '../../stores/useCall.ts';
import { Setting } from './Setting.tsx';

export function LibrariesPanel(): ReactNode {
  const query = useCall('libraries.list', {});
  return (
    <Panel title="More ways to compute">
      <QueryView query={query} waitsFor="Looking for libraries that can be added" skeleton={2}>
        {(libraries) => (
          <Stack gap={5}>
            {libraries.map((library) => (
              <LibraryLine key={library.id} library={library} />
            ))}
          </Stack>
        )}
      </QueryView>
    </Panel>
  );
}

function LibraryLine({ library: { id, name, help, installed, version, bytes, downloadBytes, refusal } }: { readonly library: Library }): ReactNode {
  const add = useAction('libraries.add');
  const remove = useAction('libraries.remove');
  const confirm = useConfirm();
  const task = useTaskOf('library', id);
  const running = task?.status === 'running';
  const begin = async (): Promise<void> => {
    const sizes = [downloadBytes === null ? '' : `${formatBytes(downloadBytes)} to download`, bytes === null ? '' : `${formatBytes(bytes)} on disk`]
      .filter((part) => part !== '')
      .join(', ');
    const answer = await confirm({
      title: `Add ${name}?`,
      body: `${sizes === '' ? 'Its size is told while it is fetched.' : `${sizes}.`} Version ${version}. The files are checked against their published checksum before anything uses them.`,
      confirm: 'Download and add',
    });
    if (answer === 'confirmed') add.run({ id });
  };
  const removeIt = async (): Promise<void> => {
    const answer = await confirm({
      title: `Remove ${name}?`,
      body: `${bytes === null ? 'Its files go' : `${formatBytes(bytes)} are given back`}, and what it computes on is gone from the list of devices. It can be downloaded again.`,
      confirm: 'Remove',
      danger: true,
    });
    if (answer === 'confirmed') remove.run({ id });
  };
  return (
    <Stack gap={2}>
      <Setting
        name={name}
        help={
          installed
            ? `${help} Version ${version}${bytes === null ? '' : `, ${formatBytes(bytes)} on disk`}.`
            : refusal === null
              ? help
              : `${help} ${sentence(refusal)}`
        }
      >
        {installed ? (
          <>
            <TonePill tone="good">Added</TonePill>
            <Button look="quiet" icon={IconTrash} onClick={() => void removeIt()} busy={remove.busy}>
              Remove
            </Button>
          </>
        ) : (
          <Button icon={IconDownload} refusal={refusal} onClick={() => void begin()} busy={add.busy || running}>
            Add
          </Button>
        )}
      </Setting>
      {task && task.status !== 'done' ? <TaskProgress task={task} /> : null}
    </Stack>
  );
}
