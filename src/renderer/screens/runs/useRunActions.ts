/** What can be done with a run in its present state, for menus and buttons alike. */
import {
  IconColumns2,
  IconCopy,
  IconDownload,
  IconMessages,
  IconPackageExport,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconTrash,
} from '@tabler/icons-react';
import { useLocation } from 'wouter';
import type { RunRow } from '../../../shared/api/runs.ts';
import { type RunStatus, workingStatuses } from '../../../shared/run.ts';
import { saveFile } from '../../charts/index.ts';
import { type MenuItem, showUndo } from '../../components/index.ts';
import { formatPlural } from '../../format/index.ts';
import { useAction } from '../../stores/useCall.ts';
import { useStopRun } from './stopChoice.ts';

const endings: ReadonlySet<RunStatus> = new Set(['done', 'failed', 'stopped', 'interrupted']);

export function hasEnded({ status }: Pick<RunRow, 'status'>): boolean {
  return endings.has(status);
}

export function isWorking({ status }: Pick<RunRow, 'status'>): boolean {
  return workingStatuses.includes(status);
}

/** Why this window cannot steer the run; null: it can. */
export function steeringRefusal({ ours, status }: Pick<RunRow, 'ours' | 'status'>): string | null {
  return ours || status === 'queued' || endings.has(status) ? null : 'Another Mixwright started it: steer it there';
}

export interface RunActions {
  menu(run: RunRow): readonly MenuItem[];
  remove(runs: readonly Pick<RunRow, 'id' | 'name'>[]): void;
}

/** @param rename opens the dialog for it. */
export function useRunActions(rename: (run: RunRow) => void): RunActions {
  const [, navigate] = useLocation();
  const command = useAction('runs.command');
  const resume = useAction('runs.resume');
  const csv = useAction('runs.csv');
  const removal = useAction('runs.remove');
  const restore = useAction('trash.restore');
  const stop = useStopRun();

  const remove: RunActions['remove'] = (runs) =>
    removal.run({ ids: runs.map(({ id }) => id) }, ({ trash }) => {
      navigate('/runs');
      const what = runs.length === 1 ? (runs[0]?.name ?? '') : formatPlural(runs.length, 'run');
      showUndo({ message: `${what} ${runs.length === 1 ? 'is' : 'are'} in the trash`, undo: () => restore.run({ ids: trash }) });
    });
  const menu: RunActions['menu'] = (run) => {
    const { id, name, status } = run;
    const ended = endings.has(status);
    const refusal = steeringRefusal(run);
    const address = encodeURIComponent(id);
    return [
      ...(status === 'running' ? [{ label: 'Pause', icon: IconPlayerPause, refusal, onClick: () => command.run({ id, command: 'pause' }) }] : []),
      ...(status === 'paused' ? [{ label: 'Go on', icon: IconPlayerPlay, refusal, onClick: () => command.run({ id, command: 'resume' }) }] : []),
      ...(ended && status !== 'done' ? [{ label: 'Resume', icon: IconPlayerPlay, onClick: () => resume.run({ id }) }] : []),
      ...(ended ? [] : [{ label: status === 'queued' ? 'Take out of the queue' : 'Stop', icon: IconPlayerStop, refusal, onClick: () => void stop(run) }]),
      { label: 'Clone: change it and train again', icon: IconCopy, onClick: () => navigate(`/train?clone=${address}`), separate: true },
      {
        label: 'Try it in the playground',
        icon: IconMessages,
        onClick: () => navigate(`/playground?model=${address}`),
        refusal: run.step === 0 ? 'it has saved no checkpoint yet' : null,
      },
      {
        label: 'Compare it with its base',
        icon: IconColumns2,
        onClick: () => navigate(`/playground?model=${address}&beside=${encodeURIComponent(run.model)}`),
        refusal: run.step === 0 ? 'it has saved no checkpoint yet' : null,
      },
      {
        label: 'Export',
        icon: IconPackageExport,
        onClick: () => navigate(`/export?model=${address}`),
        refusal: run.step === 0 ? 'it has saved no checkpoint yet' : null,
      },
      { label: 'Save metrics as CSV', icon: IconDownload, onClick: () => csv.run({ id }, ({ text }) => saveFile(`${name}.csv`, 'text/csv', text)) },
      { label: 'Rename', icon: IconPencil, onClick: () => rename(run) },
      {
        label: 'Delete',
        icon: IconTrash,
        danger: true,
        separate: true,
        onClick: () => remove([run]),
        refusal: ended || status === 'queued' ? null : 'stop it first',
      },
    ];
  };
  return { menu, remove };
}
