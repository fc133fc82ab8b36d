/** Hands over the tokenizer of the model that a job names, or null where it names none. */
import type { Tokenizer } from '../../data/data.ts';
import type { Model } from '../../data/examine.ts';
import { chatTemplate } from '../../data/template/chatTemplate.ts';
import type { ModelReference } from '../../shared/jobs.ts';
import { withModel } from '../model/openReference.ts';

export function withTokenizer<T>(reference: ModelReference | null, use: (tokenizer: Tokenizer | null) => Promise<T>): Promise<T> {
  return reference ? withModel(reference, async (opened) => use(await opened.tokenizer())) : use(null);
}

/** The same with the model's own chat template. */
export function withSampler<T>(
  { model, sequenceLength }: { readonly model: ModelReference | null; readonly sequenceLength: number },
  use: (model: Model | null) => Promise<T>,
): Promise<T> {
  return withTokenizer(model, (tokenizer) => use(tokenizer && { tokenizer, template: chatTemplate(tokenizer, null), sequenceLength }));
}
