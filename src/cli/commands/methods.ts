/** mixwright methods */
import { describeMethods } from '../../services/descriptions.ts';
import { type CliCommand, examples } from '../command.ts';
import { table } from '../style.ts';

export const methods: CliCommand = {
  register(program, run) {
    program
      .command('methods [id]')
      .description('List the methods; with an id, one with its options: what a recipe or convert can say')
      .addHelpText('after', examples('methods', 'methods mixlora', 'methods --json'))
      .action((id: string | undefined, _: object, command) =>
        run(command, async ({ output }) => {
          const described = describeMethods(id);
          output.result({ methods: described }, () => {
            const { style } = output;
            if (id === undefined)
              return table([['id', 'kind', 'paper', 'name'], ...described.map((method) => [method.id, method.kind, method.paper, method.name])], style);
            return described
              .map((method) => {
                const rows = method.options.map((option) => [
                  option.name,
                  option.type === 'choice' || option.type === 'choices' ? option.choices.join('|') : option.type,
                  JSON.stringify(option.default),
                  option.help,
                ]);
                return `${style.bold(method.name)} (${method.kind}, ${method.paper})\n${method.summary}\n\n${rows.length > 0 ? table([['option', 'type', 'default', ''], ...rows], style) : 'no options'}`;
              })
              .join('\n\n');
          });
          return undefined;
        }),
      );
  },
};
