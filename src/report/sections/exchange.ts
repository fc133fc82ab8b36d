/** Proofs about files: a conversion's receipt, an export read back, a folder verified. */
import type { ConversionReceipt, ExportResult, JobResults } from '../../shared/jobs.ts';
import { formatBytes, formatCount, formatNumber, formatPercent, formatShortCount } from '../numbers.ts';
import type { ProofBlock, ReportBlock, TableBlock } from '../report.ts';
import { count, sentence } from './proofs.ts';

export interface Conversion {
  readonly method: string;
  readonly experts: number;
  readonly topK: number;
  readonly parameters: JobResults['convert']['parameters'];
  readonly receipt: ConversionReceipt;
}

export function receiptBlock({ method, parameters, receipt }: Conversion): ProofBlock {
  const { logitDifference, expectedIdentity, ok } = receipt;
  return {
    type: 'proof',
    title: `Conversion receipt (${method})`,
    ok,
    detail: expectedIdentity
      ? 'This conversion promises the same function as before: the written model was read back, and its logits compared with those of the dense one.'
      : 'This conversion changes the function on purpose; the difference is told, not judged.',
    facts: [
      { label: 'Largest difference of a logit', value: formatNumber(logitDifference.max) },
      { label: 'Mean difference', value: formatNumber(logitDifference.mean) },
      { label: 'Parameters', value: `${formatShortCount(parameters.total)}, ${formatShortCount(parameters.active)} active` },
    ],
  };
}

export function exportBlock({ files, proof }: ExportResult): ProofBlock {
  const changed = proof.perExpertChange?.filter(({ change }) => change > 0) ?? [];
  const most = changed.reduce((largest, { change }) => Math.max(largest, change), 0);
  return {
    type: 'proof',
    title: 'The exported model is the trained one',
    ok: proof.ok,
    detail: sentence(proof.detail),
    facts: [
      { label: 'Written', value: `${count(files.length, 'file')}, ${formatBytes(files.reduce((sum, { bytes }) => sum + bytes, 0))}` },
      { label: 'Read back by', value: proof.reader },
      { label: 'Largest difference of a logit', value: formatNumber(proof.maxLogitDifference) },
      ...(proof.perExpertChange
        ? [
            {
              label: 'Experts changed by training',
              value: `${formatCount(changed.length)} of ${formatCount(proof.perExpertChange.length)}, by up to ${formatPercent(most)}`,
            },
          ]
        : []),
    ],
  };
}

export function verificationBlocks({ checks }: JobResults['verify']): readonly ReportBlock[] {
  if (checks.length === 0) return [];
  const table: TableBlock = {
    type: 'table',
    title: `Checks of the exported folder (${checks.filter(({ ok }) => ok).length} of ${checks.length} hold)`,
    columns: [{ label: 'Check' }, { label: 'Verdict' }, { label: 'Found' }],
    rows: checks.map(({ id, ok, detail }) => [id, ok ? '✓ holds' : '✗ failed', detail]),
  };
  return [table];
}
