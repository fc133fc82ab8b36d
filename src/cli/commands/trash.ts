/** mixwright trash [restore | empty] */
import { emptyTrash, listTrash, restoreFromTrash } from '../../services/directory/trash.ts';
import { readSettings } from '../../services/settings.ts';
import { type CliCommand, examples } from '../command.ts';
import { showBytes, table } from '../style.ts';

export const trash: CliCommand = {
  register(program, run) {
    const parent = program.command('trash').description('List what was deleted and can be had back; restore it, or empty the trash');
    parent.addHelpText('after', examples('trash', 'trash restore my-run-3f2a8c01', 'trash empty')).action((_, command) =>
      run(command, async ({ output, services }) => {
        const { data } = await services();
        const entries = await listTrash(data, (await readSettings(data, output.note)).trashDays);
        output.result({ entries }, () => {
          if (entries.length === 0) return 'the trash is empty';
          const rows = entries.map(({ id, kind, bytes, removedAt, expiresAt }) => [id, kind, showBytes(bytes), minuteOf(removedAt), minuteOf(expiresAt)]);
          return table([['entry', 'what', 'size', 'deleted', 'kept until'], ...rows], output.style);
        });
        return undefined;
      }),
    );
    parent
      .command('restore <entry>')
      .description('Put a deleted run, model or dataset back where it was')
      .action((entry: string, _: object, command) =>
        run(command, async ({ output, services }) => {
          const { kind, id } = await restoreFromTrash((await services()).data, entry);
          output.result({ kind, restored: id }, () => `restored the ${kind} ${id}`);
          return undefined;
        }),
      );
    parent
      .command('empty [entry...]')
      .description('Delete what lies in the trash for good: all of it, or the entries named')
      .action((entries: readonly string[], _: object, command) =>
        run(command, async ({ output, services }) => {
          const freedBytes = await emptyTrash((await services()).data, entries.length > 0 ? entries : undefined);
          output.result({ freedBytes }, () => (freedBytes > 0 ? `emptied; ${showBytes(freedBytes)} are free again` : 'there was nothing to empty'));
          return undefined;
        }),
      );
  },
};

function minuteOf(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
