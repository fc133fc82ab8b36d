/** The question before a run is stopped: saved and resumable, or at once. */
import { type ConfirmAnswer, useConfirm } from '../../components/index.ts';
import { useAction } from '../../stores/useCall.ts';

export function useStopRun(): (run: { readonly id: string; readonly name: string; readonly status: string }) => Promise<void> {
  const confirm = useConfirm();
  const command = useAction('runs.command');
  return async ({ id, name, status }) => {
    if (status === 'queued') return command.run({ id, command: 'cancel' });
    const answer: ConfirmAnswer = await confirm({
      title: `Stop ${name}?`,
      body: 'Stop and save writes a checkpoint first; the run can go on from it later. Stop now ends at once: what came after the last checkpoint is lost.',
      confirm: 'Stop now',
      other: 'Stop and save',
      cancel: 'Keep training',
      danger: true,
    });
    if (answer === 'other') command.run({ id, command: 'stop' });
    if (answer === 'confirmed') command.run({ id, command: 'cancel' });
  };
}
