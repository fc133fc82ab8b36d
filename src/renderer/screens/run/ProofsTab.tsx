/** What the run proved about itself: that it trains what it says, in the memory it said. */
import { IconShieldCheck } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { type Column, DataTable, EmptyState, KeyValueList, Panel, type Proof, ProofList, SearchField, Stack } from '../../components/index.ts';
import { formatBytes, formatPlural } from '../../format/index.ts';

interface ProofsTabProps {
  readonly proofs: Readonly<Record<string, unknown>> | null;
  readonly numerics: Readonly<Record<string, string | number | boolean>> | null;
}

/** What every proof of a run folder has; the rest differs from proof to proof. */
interface RecordedProof {
  readonly ok?: boolean;
  readonly detail?: string;
  readonly trainable?: readonly ProvenTensor[];
  readonly frozen?: readonly ProvenTensor[];
}

interface ProvenTensor {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly bytes: number;
}

type ListedTensor = ProvenTensor & { readonly trained: boolean };

const names: Readonly<Record<string, string>> = {
  trainableSet: 'It trains what it says, and all of it',
  fit: 'It takes the memory it said',
  export: 'The export computes what was trained',
};

const columns: readonly Column<ListedTensor>[] = [
  {
    id: 'tensor',
    header: 'Tensor',
    cell: ({ tensor }) => <span className="mono">{tensor}</span>,
    sort: ({ tensor }) => tensor,
    fixed: true,
    width: { min: 320, grow: 3 },
  },
  { id: 'trained', header: 'Trained', cell: ({ trained }) => (trained ? 'trained' : 'frozen'), sort: ({ trained }) => (trained ? 0 : 1), width: 100 },
  { id: 'shape', header: 'Shape', cell: ({ shape }) => <span className="mono">{shape.join(' × ')}</span>, width: 170 },
  { id: 'dtype', header: 'Held as', cell: ({ dtype }) => <span className="mono">{dtype}</span>, sort: ({ dtype }) => dtype, width: 90 },
  { id: 'bytes', header: 'Size', cell: ({ bytes }) => formatBytes(bytes), sort: ({ bytes }) => bytes, align: 'end', width: 100 },
];

export function ProofsTab({ proofs, numerics }: ProofsTabProps): ReactNode {
  const [search, setSearch] = useState('');
  const recorded = useMemo(() => Object.entries(proofs ?? {}) as [string, RecordedProof][], [proofs]);
  const tensors = useMemo(() => recorded.flatMap(([, proof]) => listed(proof)), [recorded]);
  if (recorded.length === 0) {
    return (
      <EmptyState icon={IconShieldCheck} title="Nothing proved yet">
        Before the first step every tensor is listed as trained or frozen; within the first steps each trained one must show a gradient and change.
      </EmptyState>
    );
  }
  const shown = tensors.filter(({ tensor }) => tensor.toLowerCase().includes(search.toLowerCase()));
  return (
    <Stack>
      <Panel title="Proofs">
        <ProofList
          proofs={recorded.map(
            ([name, { ok, detail }]): Proof => ({ name: names[name] ?? name, outcome: ok === undefined ? 'open' : ok ? 'pass' : 'fail', detail: detail ?? '' }),
          )}
        />
      </Panel>
      {tensors.length > 0 ? (
        <Panel
          title="Trained and frozen"
          note={formatPlural(shown.length, 'tensor')}
          actions={<SearchField label="Search tensors" value={search} onChange={setSearch} />}
          flush
        >
          <DataTable label="Trained and frozen tensors" rows={shown} columns={columns} rowKey={({ tensor }) => tensor} height={420} />
        </Panel>
      ) : null}
      {numerics ? (
        <Panel title="What decides rounding" note="kept for exact resumption">
          <KeyValueList items={Object.entries(numerics).map(([label, value]) => ({ label, value: String(value) }))} />
        </Panel>
      ) : null}
    </Stack>
  );
}

function listed({ trainable = [], frozen = [] }: RecordedProof): readonly ListedTensor[] {
  return [...trainable.map((tensor) => ({ ...tensor, trained: true })), ...frozen.map((tensor) => ({ ...tensor, trained: false }))];
}
