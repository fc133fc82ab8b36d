/** The formats a model can be written in for other software: those whose writers have landed. */
import { type PlainModel, type WrittenDtype, weightBytes, writtenDtypes } from '../models/plainModel.ts';

export interface ExportFormatDescription {
  readonly id: string;
  readonly name: string;
  readonly help: string;
  readonly dtypes: readonly { readonly id: WrittenDtype; readonly name: string }[];
  /** Bytes of the weights it writes. */
  bytes(model: PlainModel, dtype: WrittenDtype): number;
}

const dtypeNames: Readonly<Record<WrittenDtype, string>> = {
  f32: 'float32',
  bf16: 'bfloat16',
  f16: 'float16',
};

export const exportFormats: readonly ExportFormatDescription[] = [
  {
    id: 'hf',
    name: 'Hugging Face folder (safetensors)',
    help: 'config.json, safetensors and tokenizer, as transformers saves them; opened again and compared before it counts as done.',
    dtypes: writtenDtypes.map((id) => ({ id, name: dtypeNames[id] })),
    bytes: ({ architecture, config }, dtype) => weightBytes(architecture, config, dtype),
  },
];
