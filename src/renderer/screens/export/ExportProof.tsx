/** What was proved of an export: read back by another reader, compared with the model as it was trained, expert by expert. */
import type { ReactNode } from 'react';
import type { ExportResult } from '../../../shared/jobs.ts';
import { type Column, DataTable, ProofList, Section, Stack } from '../../components/index.ts';
import { formatNumber, formatShare } from '../../format/index.ts';

type Proof = ExportResult['proof'];
type ExpertChange = NonNullable<Proof['perExpertChange']>[number];

const columns: readonly Column<ExpertChange>[] = [
  { id: 'layer', header: 'Layer', cell: ({ layer }) => layer, sort: ({ layer }) => layer, align: 'end', width: 72 },
  { id: 'expert', header: 'Expert', cell: ({ expert }) => expert, sort: ({ expert }) => expert, align: 'end', width: 72 },
  {
    id: 'change',
    header: 'Change',
    hint: 'Norm of what training added to the expert, relative to the expert itself. Zero would mean that nothing was trained, or that it was lost.',
    cell: ({ change }) => formatNumber(change),
    sort: ({ change }) => change,
    align: 'end',
  },
  {
    id: 'lost',
    header: 'Lost to rounding',
    hint: 'Share of the change that the written number type cannot hold.',
    cell: ({ lost }) => formatShare(lost),
    sort: ({ lost }) => lost,
    align: 'end',
  },
];

export function ExportProof({ proof }: { readonly proof: Proof }): ReactNode {
  return (
    <Stack>
      <ProofList
        proofs={[
          {
            name: `Read back by ${proof.reader === 'mixwright' ? 'Mixwright' : proof.reader}`,
            outcome: proof.ok ? 'pass' : 'fail',
            detail: proof.detail,
            hint: proof.ok ? undefined : 'Do not use these files. Export again in a wider number type; if it fails again, please report it.',
          },
          {
            name: 'Computes what was trained',
            outcome: proof.ok ? 'pass' : 'fail',
            detail: `The largest difference between two logits is ${formatNumber(proof.maxLogitDifference)} of the largest logit.`,
          },
        ]}
      />
      {proof.perExpertChange && proof.perExpertChange.length > 0 ? (
        <Section title="Change of each expert">
          <DataTable
            label="Experts of the export"
            rows={proof.perExpertChange}
            columns={columns}
            rowKey={({ layer, expert }) => `${layer}/${expert}`}
            height={280}
          />
        </Section>
      ) : null}
    </Stack>
  );
}
