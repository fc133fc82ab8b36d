/** mixwright serve: the app for a browser. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError, Option } from 'commander';
import { type CliCommand, type ExitStatus, examples, wholeNumber } from '../command.ts';
import { withStopSignals } from '../stopSignals.ts';

interface ServeOptions {
  readonly port?: number;
  readonly open?: boolean;
  readonly newToken?: boolean;
  /** Of scripts/dev.js. */
  readonly page?: string;
}

/** Seen from the built command line. */
const packageRoot = new URL('../../', import.meta.url);

export const serve: CliCommand = {
  register(program, run) {
    program
      .command('serve')
      .description(
        'The app for a browser on 127.0.0.1, with a token in the address it prints; from another machine through ssh -L PORT:127.0.0.1:PORT. The token is kept in the data directory, so that an open page goes on when the app is started again on the same port',
      )
      .option('--port <n>', 'the port to listen on (default: any free one)', portNumber)
      .option('--open', 'open it in the browser')
      .option('--new-token', 'make a new token, for when an address or a cookie got out: addresses and open pages from before are let in no more')
      .addOption(new Option('--page <origin>', 'a development server that serves the page instead').hideHelp())
      .addHelpText('after', examples('serve --open', 'serve --port 8080', 'serve --port 8080 --new-token'))
      .action(({ port = 0, open = false, newToken = false, page: origin }: ServeOptions, command) =>
        run(command, async ({ output, services }) => {
          // Loaded here: no other command needs the app.
          const [{ serveApplication }, { openInBrowser }] = await Promise.all([import('../../web/serveApplication.ts'), import('../../web/openInBrowser.ts')]);
          const app = await serveApplication({
            services: await services(),
            starter: fileURLToPath(new URL('resources/starter', packageRoot)),
            version: packageVersion(),
            page: fileURLToPath(new URL('../renderer', import.meta.url)),
            port,
            newToken,
            ...(origin !== undefined && { development: origin }),
          });
          let stop!: () => void;
          const asked = new Promise<void>((resolve) => {
            stop = resolve;
          });
          const signals = {
            onFirst: () => stop(),
            // Engine hosts end with this process; their checkpoints stay.
            onNext: () => process.exit(130),
          };
          return withStopSignals<ExitStatus>(signals, async () => {
            output.result({ type: 'serving', url: app.url }, () => `Mixwright is at ${app.url}\nCtrl-C ends it.`);
            if (open && !(await openInBrowser(app.url))) output.note('no browser could be opened here: open the address yourself');
            await asked;
            const runs = app.activeRuns();
            if (runs > 0) output.note(`${runs === 1 ? 'a run saves and stops' : `${runs} runs save and stop`}; Ctrl-C again ends at once`);
            await app.stop();
            return 0;
          });
        }),
      );
  },
};

function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError('expected a port from 0 to 65535');
  return port;
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')) as { version: string }).version;
}
