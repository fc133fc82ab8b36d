/** What was proven about a run: that it trains what it says, and that its memory was foreseen. */
import { capital } from '../../shared/capital.ts';
import { formatBytes, formatCount } from '../numbers.ts';
import type { ProofBlock, ReportBlock, TableBlock } from '../report.ts';

interface TensorEntry {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly bytes: number;
}

/** proofs.json of a run folder: what of it a report shows. */
export interface RunProofs {
  readonly trainableSet?: {
    readonly ok: boolean;
    readonly detail: string;
    readonly steps: number;
    readonly trainable: readonly TensorEntry[];
    readonly frozen: readonly TensorEntry[];
    readonly withoutTokens: readonly { readonly tensor: string; readonly experts: readonly number[] }[];
  };
  readonly fit?: {
    readonly ok: boolean;
    readonly detail: string;
    readonly predictedBytes: number;
    readonly allocatedBytes: number;
  };
}

export function proofBlocks({ trainableSet, fit }: RunProofs): readonly ReportBlock[] {
  return [...(trainableSet ? [trainableSetBlock(trainableSet)] : []), ...(fit ? [fitBlock(fit)] : [])];
}

/** Every tensor by name, for those who want to look one up. */
export function tensorTables({ trainableSet }: RunProofs): readonly ReportBlock[] {
  if (!trainableSet) return [];
  return [tensorTable('Trained tensors', trainableSet.trainable), tensorTable('Frozen tensors', trainableSet.frozen)];
}

function trainableSetBlock({ ok, detail, trainable, frozen, steps }: NonNullable<RunProofs['trainableSet']>): ProofBlock {
  return {
    type: 'proof',
    title: 'What is trained is what was asked for',
    ok,
    detail: sentence(detail),
    facts: [
      { label: 'Trained', value: `${count(trainable.length, 'tensor')}, ${formatCount(parameters(trainable))} parameters, ${formatBytes(bytes(trainable))}` },
      { label: 'Frozen', value: `${count(frozen.length, 'tensor')}, ${formatCount(parameters(frozen))} parameters, ${formatBytes(bytes(frozen))}` },
      { label: 'Steps watched', value: formatCount(steps) },
    ],
  };
}

function fitBlock({ ok, detail, predictedBytes, allocatedBytes }: NonNullable<RunProofs['fit']>): ProofBlock {
  return {
    type: 'proof',
    title: 'Memory is what was foreseen',
    ok,
    detail: ok ? 'Every byte allocated on the device was predicted before the first was.' : sentence(detail),
    facts: [
      { label: 'Predicted', value: formatBytes(predictedBytes) },
      { label: 'Allocated', value: formatBytes(allocatedBytes) },
    ],
  };
}

function tensorTable(title: string, tensors: readonly TensorEntry[]): TableBlock {
  return {
    type: 'table',
    title: `${title} (${formatCount(tensors.length)})`,
    folded: true,
    columns: [{ label: 'Tensor' }, { label: 'Shape' }, { label: 'Type' }, { label: 'Size', numeric: true }],
    rows: tensors.map(({ tensor, shape, dtype, bytes: size }) => [tensor, shape.join(' × '), dtype, formatBytes(size)]),
  };
}

export function parameters(tensors: readonly Pick<TensorEntry, 'shape'>[]): number {
  return tensors.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}

function bytes(tensors: readonly TensorEntry[]): number {
  return tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
}

export function count(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** Details are written as clauses; on their own they begin with a capital and end with a stop. */
export function sentence(detail: string): string {
  const text = capital(detail);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
