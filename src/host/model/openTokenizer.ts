/** The tokenizer of a checkpoint folder, from whichever of its files there are. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tokenizer } from '../../data/data.ts';
import { loadTokenizer } from '../../data/tokenizer/loadTokenizer.ts';
import { MixwrightError } from '../../shared/errors.ts';

export async function openTokenizer(folder: string): Promise<Tokenizer> {
  const text = async (name: string): Promise<string | undefined> => {
    try {
      return await readFile(join(folder, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  };
  const tokenizerJson = await text('tokenizer.json');
  if (tokenizerJson === undefined) {
    throw new MixwrightError('BAD_MODEL', `${folder} has no tokenizer.json, which is needed to turn text into tokens`, {
      file: join(folder, 'tokenizer.json'),
      hint: 'save the tokenizer beside the model: AutoTokenizer.from_pretrained(...).save_pretrained(folder)',
    });
  }
  const optional = {
    tokenizerConfig: await text('tokenizer_config.json'),
    specialTokensMap: await text('special_tokens_map.json'),
    chatTemplate: await text('chat_template.jinja'),
    generationConfig: await text('generation_config.json'),
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as { [K in keyof typeof optional]?: string };
  return loadTokenizer({ tokenizerJson, ...given });
}
