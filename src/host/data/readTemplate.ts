/** A recipe's chat template as text: a file's content where a file of that name exists, else the text (or built-in name) itself. */
import { readFile } from 'node:fs/promises';

export async function readTemplate(template: string | null): Promise<string | null> {
  if (template === null || template.includes('{')) return template;
  return readFile(template, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && (template === 'chatml' || template === 'plain')) return template;
    throw error;
  });
}
