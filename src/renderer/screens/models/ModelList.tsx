import { IconArrowsSplit2, IconBox, IconMessages, IconSearch, IconSparkles, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { ModelSummary } from '../../../shared/api/models.ts';
import {
  Button,
  type Column,
  DataTable,
  EmptyState,
  type MenuItem,
  Page,
  Panel,
  QueryView,
  Row,
  Tag,
  TonePill,
  useNameSearch,
} from '../../components/index.ts';
import { formatBytes, formatCount, formatSince } from '../../format/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { AddModelButton } from './AddModelButton.tsx';
import { useRemoveModel } from './useRemoveModel.ts';

const columns: readonly Column<ModelSummary>[] = [
  { id: 'name', header: 'Model', cell: nameOf, sort: ({ name }) => name, fixed: true, width: { min: 240, grow: 2 } },
  { id: 'type', header: 'Architecture', cell: ({ modelType }) => modelType || '–', sort: ({ modelType }) => modelType, width: 112 },
  {
    id: 'parameters',
    header: 'Parameters',
    cell: ({ parameters }) => (parameters > 0 ? formatCount(parameters) : '–'),
    sort: ({ parameters }) => parameters,
    align: 'end',
    width: 100,
  },
  {
    id: 'active',
    header: 'Active',
    hint: 'Parameters that one token is computed with. A dense model uses all of them.',
    cell: ({ activeParameters }) => (activeParameters > 0 ? formatCount(activeParameters) : '–'),
    sort: ({ activeParameters }) => activeParameters,
    align: 'end',
    width: 100,
    spare: true,
  },
  {
    id: 'experts',
    header: 'Experts',
    cell: ({ moe }) => (moe ? `${moe.experts}, top ${moe.topK}` : 'dense'),
    sort: ({ moe }) => moe?.experts ?? 0,
    width: 100,
  },
  {
    id: 'bytes',
    header: 'Size',
    cell: ({ bytes }) => (bytes > 0 ? formatBytes(bytes) : '–'),
    sort: ({ bytes }) => bytes,
    align: 'end',
    width: 90,
    spare: true,
  },
  { id: 'added', header: 'Added', cell: ({ addedAt }) => formatSince(addedAt), sort: ({ addedAt }) => addedAt, width: 104, spare: true },
];

export function ModelList(): ReactNode {
  const query = useCall('models.list', {});
  const [, navigate] = useLocation();
  const remove = useRemoveModel();
  const { field, found } = useNameSearch('Search models', query.data ?? []);
  const open = (route: string, model: ModelSummary): void => navigate(`${route}?model=${encodeURIComponent(model.id)}`);
  const actions = (model: ModelSummary): readonly MenuItem[] => [
    { label: 'Train it', icon: IconSparkles, onClick: () => open('/train', model), refusal: model.problem },
    ...(model.moe === null
      ? [{ label: 'Convert to a mixture of experts', icon: IconArrowsSplit2, onClick: () => open('/convert', model), refusal: model.problem }]
      : []),
    { label: 'Talk to it', icon: IconMessages, onClick: () => open('/playground', model), refusal: model.problem },
    { label: 'Take off the list', icon: IconTrash, danger: true, separate: true, onClick: () => remove(model) },
  ];
  return (
    <Page
      title="Models"
      subtitle="Checkpoints on disk: what they are, what they can become, and what they can be exported to."
      actions={
        query.data?.length === 0 ? null : (
          <>
            {field}
            <AddModelButton />
          </>
        )
      }
    >
      <QueryView query={query} waitsFor="Reading the list of models" failure="The models could not be listed" skeleton={4}>
        {(models) =>
          models.length === 0 ? (
            <NoModels />
          ) : (
            <Panel flush>
              <DataTable
                label="Models"
                rows={found}
                columns={columns}
                rowKey={({ id }) => id}
                initialSort={{ column: 'added', descending: true }}
                onOpen={({ id }) => navigate(`/models/${encodeURIComponent(id)}`)}
                actions={actions}
                empty={
                  <EmptyState compact icon={IconSearch} title="No model of that name">
                    Empty the search to see all of them.
                  </EmptyState>
                }
              />
            </Panel>
          )
        }
      </QueryView>
    </Page>
  );
}

function NoModels(): ReactNode {
  const starter = useCall('models.choices', {}).data?.find(({ kind, moe }) => kind === 'model' && !moe);
  return (
    <EmptyState
      icon={IconBox}
      title="No models yet"
      action={
        <Row>
          <AddModelButton />
          {starter ? <Button to={`/convert?model=${encodeURIComponent(starter.text)}`}>{`Convert ${starter.name}`}</Button> : null}
        </Row>
      }
    >
      Open the folder of a checkpoint (config.json and safetensors), or drop one on the window. It stays where it is.
      {starter ? ` ${starter.name} ships with Mixwright, to try things on.` : null}
    </EmptyState>
  );
}

function nameOf({ name, source, missing, problem }: ModelSummary): ReactNode {
  return (
    <span style={{ display: 'inline-flex', gap: 8, alignItems: 'center', minWidth: 0 }}>
      <span dir="auto" title={name} style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
        {name}
      </span>
      {source === 'added' ? null : <Tag>{source === 'starter' ? 'starter' : 'converted'}</Tag>}
      {missing ? (
        <TonePill tone="warning">Folder gone</TonePill>
      ) : problem === null ? null : (
        <TonePill tone="bad" title={problem}>
          Cannot be read
        </TonePill>
      )}
    </span>
  );
}
