/** A recipe's chat template as text: a file's content where a file of that name exists, else the text (or built-in name) itself. */
import { readFile } from 'node:fs/promises';
import { MixwrightError } from '../../shared/errors.ts';

const builtIn: ReadonlySet<string> = new Set(['chatml', 'plain']);

/** @throws MixwrightError NOT_FOUND for a name that is neither. */
export async function readTemplate(template: string | null): Promise<string | null> {
  if (template === null || template.includes('{')) return template;
  return readFile(template, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && builtIn.has(template)) return template;
    throw new MixwrightError('NOT_FOUND', `the chat template ${template} cannot be read: expected a file, the text itself, ${[...builtIn].join(' or ')}`, {
      file: template,
      field: 'dataset.template',
      cause: error,
    });
  });
}
