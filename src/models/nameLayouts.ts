/** Where writers put the language model among a checkpoint's names; found by the place of the embeddings. */

export interface NameLayout {
  /** What tells this layout. */
  readonly embeddings: string;
  /** The stored name of a tensor that a plain causal language model calls `name`. */
  storedName(name: string): string;
  /** Whether a stored tensor is no part of the language model. */
  isForeign(tensor: string): boolean;
  /** For the user; null for the usual names. */
  readonly note: string | null;
}

const plain: NameLayout = {
  embeddings: 'model.embed_tokens.weight',
  storedName: (name) => name,
  isForeign: () => false,
  note: null,
};

const layouts: readonly NameLayout[] = [
  plain,
  {
    embeddings: 'embed_tokens.weight',
    storedName: (name) => name.replace(/^model\./, ''),
    isForeign: () => false,
    note: 'tensor names lack the "model." prefix; read as if they had it',
  },
  {
    embeddings: 'language_model.model.embed_tokens.weight',
    storedName: (name) => `language_model.${name}`,
    isForeign: (tensor) => !tensor.startsWith('language_model.'),
    note: 'only the language model of a multimodal checkpoint is read',
  },
  {
    embeddings: 'model.language_model.embed_tokens.weight',
    storedName: (name) => name.replace(/^model\./, 'model.language_model.'),
    isForeign: (tensor) => !tensor.startsWith('model.language_model.') && tensor !== 'lm_head.weight',
    note: 'only the language model of a multimodal checkpoint is read',
  },
];

/** The usual names where none is told by its embeddings. */
export function findLayout(stored: ReadonlyMap<string, unknown>): NameLayout {
  return layouts.find(({ embeddings }) => stored.has(embeddings)) ?? plain;
}
