/** What there is to choose from: methods and what becomes what, drawn from their own descriptions. */
import { datasetFormats } from '../data/formats/index.ts';
import { findMethod, methods } from '../methods/index.ts';
import type { Method } from '../methods/method.ts';
import { architectures } from '../models/architectures/index.ts';
import type { Option, OptionSchema } from '../shared/options.ts';

export type DescribedOption = Option & { readonly name: string };

export interface DescribedMethod {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly paper: string;
  readonly summary: string;
  readonly options: readonly DescribedOption[];
}

/** @param id one method's; else all. @throws MixwrightError BAD_RECIPE, NOT_AVAILABLE for an unknown id. */
export function describeMethods(id?: string): readonly DescribedMethod[] {
  return (id === undefined ? methods : [findMethod(id)]).map(describeMethod);
}

/** Methods of `convert`, with the schemas its flags are drawn from. */
export function conversionMethods(): readonly { readonly id: string; readonly name: string; readonly options: OptionSchema }[] {
  return methods.filter(({ kind }) => kind === 'conversion');
}

export interface FormatMatrix {
  readonly models: readonly { readonly modelType: string; readonly reads: boolean; readonly becomes: string | null }[];
  readonly checkpoints: readonly { readonly format: string; readonly reads: boolean; readonly writes: boolean; readonly note: string }[];
  readonly datasets: readonly {
    readonly id: string;
    readonly name: string;
    readonly trainable: boolean;
    readonly columns: Readonly<Record<string, readonly string[]>>;
  }[];
}

/** The matrix of what becomes what. */
export function describeFormats(): FormatMatrix {
  return {
    models: architectures.map(({ modelType, moeTwin }) => ({ modelType, reads: true, becomes: moeTwin ? moeTwin.modelType : null })),
    checkpoints: [
      { format: 'hf', reads: true, writes: true, note: 'Hugging Face folder: config.json and safetensors, single or sharded' },
      { format: 'run', reads: true, writes: true, note: 'a run folder: its base with what was trained on it; exports to hf' },
      { format: 'gguf', reads: false, writes: false, note: 'not available yet' },
      { format: 'peft', reads: false, writes: false, note: 'not available yet' },
    ],
    datasets: datasetFormats.map(({ id, name, fields, refusal }) => ({ id, name, trainable: refusal === undefined, columns: fields })),
  };
}

function describeMethod({ id, kind, name, paper, summary, options }: Method): DescribedMethod {
  return { id, kind, name, paper, summary, options: Object.entries(options).map(([option, schema]) => ({ name: option, ...schema })) };
}
