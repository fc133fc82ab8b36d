/** Every tensor of a checkpoint, by name, shape and number type. */

import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { ModelInspection } from '../../../shared/api/models.ts';
import { type Column, DataTable, EmptyState, Panel, SearchField } from '../../components/index.ts';
import { formatPlural, formatWhole } from '../../format/index.ts';

type TensorInfo = ModelInspection['tensors'][number];

const columns: readonly Column<TensorInfo>[] = [
  {
    id: 'name',
    header: 'Tensor',
    cell: ({ name }) => <span className="mono">{name}</span>,
    sort: ({ name }) => name,
    fixed: true,
    width: { min: 320, grow: 3 },
  },
  { id: 'shape', header: 'Shape', cell: ({ shape }) => <span className="mono">{shape.join(' × ')}</span>, width: 180 },
  { id: 'elements', header: 'Values', cell: (tensor) => formatWhole(elementsOf(tensor)), sort: elementsOf, align: 'end', width: 130 },
  { id: 'dtype', header: 'Type', cell: ({ dtype }) => <span className="mono">{dtype}</span>, sort: ({ dtype }) => dtype, width: 90 },
];

export function TensorTable({ tensors }: { readonly tensors: readonly TensorInfo[] }): ReactNode {
  const [search, setSearch] = useState('');
  const shown = useMemo(() => tensors.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase())), [tensors, search]);
  return (
    <Panel
      title="Tensors"
      note={formatPlural(shown.length, 'tensor')}
      actions={<SearchField label="Search tensors" value={search} onChange={setSearch} />}
      flush
    >
      <DataTable
        label="Tensors"
        rows={shown}
        columns={columns}
        rowKey={({ name }) => name}
        height={520}
        empty={
          <EmptyState compact icon={IconSearch} title="No tensor of that name">
            Names are those of the files.
          </EmptyState>
        }
      />
    </Panel>
  );
}

function elementsOf({ shape }: TensorInfo): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
