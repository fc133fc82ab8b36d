/** Plain text: one document per row; every token is trained. */
import { describe } from '../readers/parseRow.ts';
import { detectColumns, fieldsOf, problemAt, taskOf } from './columns.ts';
import { contentText } from './content.ts';
import type { DatasetFormat } from './format.ts';

export const text: DatasetFormat = {
  id: 'text',
  name: 'Plain text',
  fields: { text: ['text', 'content', 'document', 'body'] },
  detect: (rows) => detectColumns(rows, text.fields, (read) => typeof read('text') === 'string'),
  toRecord(row, mapping) {
    const read = fieldsOf(row, mapping);
    const content = contentText(read('text'));
    if (content === undefined || read('text') === undefined) {
      const message = `${mapping.text ?? 'text'}: expected text, got ${describe(read('text'))}`;
      return {
        problems: [
          problemAt(row, {
            severity: 'error',
            code: 'MISSING_FIELD',
            message,
            fix: 'write the document as one text, or name its column with --map text=COLUMN',
          }),
        ],
      };
    }
    return { record: { kind: 'text', text: content, ...taskOf(read), file: row.file, line: row.line }, problems: [] };
  },
};
