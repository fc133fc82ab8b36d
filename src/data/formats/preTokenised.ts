/** Rows of token ids made by another program: recognised and refused, since nothing says which tokenizer they belong to. */
import { detectColumns } from './columns.ts';
import type { DatasetFormat } from './format.ts';

export const preTokenised: DatasetFormat = {
  id: 'pre-tokenised',
  name: 'Token ids',
  fields: { ids: ['input_ids', 'token_ids', 'tokens'], labels: ['labels'] },
  detect: (rows) =>
    detectColumns(rows, preTokenised.fields, (read) => {
      const ids = read('ids');
      return Array.isArray(ids) && ids.length > 0 && ids.every((id) => Number.isInteger(id));
    }),
  toRecord: () => ({ problems: [] }),
  refusal: {
    code: 'NOT_AVAILABLE',
    message: 'the rows hold token ids, and training on ids made elsewhere is not available: they may belong to another tokenizer',
    fix: 'give the dataset from before tokenising, with its texts or messages',
  },
};
