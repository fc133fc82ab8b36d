import { expect, it } from 'vitest';
import { uploadParts } from '../../src/web/uploadPath.ts';

it('makes names that every system takes', () => {
  expect(uploadParts('a: b?/c<d>.jsonl')).toEqual(['a_ b_', 'c_d_.jsonl']);
  expect(uploadParts('folder./Ω データ.csv')).toEqual(['folder_', 'Ω データ.csv']);
});
