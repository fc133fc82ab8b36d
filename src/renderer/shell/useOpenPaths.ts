/** What was dropped on the window or opened from the system goes where it belongs. */
import { useLocation } from 'wouter';
import type { FileEntry } from '../../shared/api/app.ts';
import { toErrorObject } from '../../shared/errors.ts';
import { showError } from '../components/toasts.tsx';
import { useConnection } from '../stores/ConnectionContext.tsx';

/** Models are entered one by one, all other paths together as one dataset. The dataset is shown, else the model, of several their list. */
export function useOpenPaths(): (paths: readonly string[]) => Promise<void> {
  const connection = useConnection();
  const [, navigate] = useLocation();
  return async (paths) => {
    const failed = (error: unknown, what: string): void => showError(toErrorObject(error), what);
    try {
      const client = await connection.ready();
      const looks = await Promise.all(paths.map(async (path) => ({ path, model: (await looksLike(client.call, path)) === 'model' })));
      const files = looks.flatMap(({ path, model }) => (model ? [] : [path]));
      const routes: string[] = [];
      for (const { path } of looks.filter(({ model }) => model)) {
        // One that cannot be opened does not hold back the others.
        await client.call('models.add', { path }).then(
          ({ id }) => routes.push(`/models/${encodeURIComponent(id)}`),
          (error: unknown) => failed(error, `${path.split(/[/\\]/).findLast((part) => part !== '')} could not be opened`),
        );
      }
      if (files.length > 0) routes.push(`/datasets/${encodeURIComponent((await client.call('datasets.add', { paths: files })).id)}`);
      const last = routes.at(-1);
      if (last !== undefined) navigate(routes.length > 1 && last.startsWith('/models') ? '/models' : last);
    } catch (error) {
      failed(error, 'It could not be opened');
    }
  };
}

type Call = ReturnType<ReturnType<typeof useConnection>['ready']> extends Promise<infer C extends { readonly call: unknown }> ? C['call'] : never;

/** As the application judges an entry of its files; by its ending where the folder cannot be listed. */
async function looksLike(call: Call, path: string): Promise<FileEntry['looksLike']> {
  if (/\.(gguf|safetensors)$/i.test(path)) return 'model';
  if (/\.(jsonl|json|csv|txt|md|parquet)(\.gz)?$/i.test(path)) return 'dataset';
  const folder = path.replace(/[/\\][^/\\]+[/\\]?$/, '');
  const { entries } = await call('files.browse', { path: folder === '' ? '/' : folder });
  return entries.find((entry) => entry.path === path)?.looksLike ?? null;
}
