import { IconDatabase, IconSearch, IconSparkles, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { DatasetSummary } from '../../../shared/api/datasets.ts';
import { type Column, DataTable, EmptyState, Page, Panel, QueryView, TonePill, useNameSearch } from '../../components/index.ts';
import { formatBytes, formatCount, formatPlural, formatSince, formatWhole } from '../../format/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { AddDatasetButton } from './AddDatasetButton.tsx';
import { useRemoveDataset } from './useRemoveDataset.ts';

const columns: readonly Column<DatasetSummary>[] = [
  { id: 'name', header: 'Dataset', cell: ({ name }) => name, sort: ({ name }) => name.toLowerCase(), fixed: true, width: { min: 200, grow: 3 } },
  { id: 'state', header: 'State', cell: stateOf, width: { min: 136 } },
  { id: 'format', header: 'Format', cell: ({ format }) => format ?? '–', sort: ({ format }) => format, width: { min: 116 } },
  {
    id: 'rows',
    header: 'Rows',
    cell: ({ accepted }) => (accepted === null ? '–' : formatWhole(accepted)),
    sort: ({ accepted }) => accepted,
    align: 'end',
    width: 84,
  },
  {
    id: 'rejected',
    header: 'Rejected',
    hint: 'Rows that cannot be trained on; the reasons are listed by line.',
    cell: ({ rows, accepted }) => (rows === null || accepted === null ? '–' : formatWhole(rows - accepted)),
    sort: ({ rows, accepted }) => (rows === null || accepted === null ? null : rows - accepted),
    align: 'end',
    width: 100,
  },
  {
    id: 'tokens',
    header: 'Trained tokens',
    hint: 'Tokens that the loss looks at, counted with the tokenizer of the model in its settings.',
    cell: ({ trainedTokens }) => (trainedTokens === null ? '–' : formatCount(trainedTokens)),
    sort: ({ trainedTokens }) => trainedTokens,
    align: 'end',
    width: 130,
    spare: true,
  },
  { id: 'bytes', header: 'Size', cell: ({ bytes }) => formatBytes(bytes), sort: ({ bytes }) => bytes, align: 'end', width: 88, spare: true },
  { id: 'added', header: 'Added', cell: ({ addedAt }) => formatSince(addedAt), sort: ({ addedAt }) => addedAt, width: 104, spare: true },
];

export function DatasetList(): ReactNode {
  const query = useCall('datasets.list', {});
  const [, navigate] = useLocation();
  const remove = useRemoveDataset();
  const { field, found } = useNameSearch('Search datasets', query.data ?? []);
  return (
    <Page
      title="Datasets"
      subtitle="What models learn from: read, checked row by row, and shown as the model will see it."
      actions={
        query.data?.length === 0 ? null : (
          <>
            {field}
            <AddDatasetButton />
          </>
        )
      }
    >
      <QueryView query={query} waitsFor="Reading the list of datasets" failure="The datasets could not be listed" skeleton={4}>
        {(datasets) =>
          datasets.length === 0 ? (
            <EmptyState icon={IconDatabase} title="No datasets yet" action={<AddDatasetButton />}>
              Drop files or a folder anywhere on the window: conversations, instructions, prompts with answers, or plain text, as JSONL or JSON.
            </EmptyState>
          ) : (
            <Panel flush>
              <DataTable
                label="Datasets"
                rows={found}
                columns={columns}
                rowKey={({ id }) => id}
                initialSort={{ column: 'added', descending: true }}
                onOpen={({ id }) => navigate(`/datasets/${encodeURIComponent(id)}`)}
                empty={
                  <EmptyState compact icon={IconSearch} title="No dataset of that name">
                    Empty the search to see all of them.
                  </EmptyState>
                }
                actions={(dataset) => [
                  { label: 'Train on it', icon: IconSparkles, onClick: () => navigate(`/train?dataset=${encodeURIComponent(dataset.id)}`) },
                  { label: 'Take off the list', icon: IconTrash, danger: true, separate: true, onClick: () => remove(dataset) },
                ]}
              />
            </Panel>
          )
        }
      </QueryView>
    </Page>
  );
}

function stateOf({ missing, unreadable, rows, errors, warnings }: DatasetSummary): ReactNode {
  if (missing.length > 0) return <TonePill tone="bad">{formatPlural(missing.length, 'file')} gone</TonePill>;
  if (unreadable) return <TonePill tone="bad">Cannot be read</TonePill>;
  if (rows === null) return <TonePill tone="neutral">Not checked</TonePill>;
  if (errors !== null && errors > 0) return <TonePill tone="warning">{formatPlural(errors, 'problem')}</TonePill>;
  if (warnings !== null && warnings > 0) return <TonePill tone="neutral">{formatPlural(warnings, 'remark')}</TonePill>;
  return <TonePill tone="good">Clean</TonePill>;
}
