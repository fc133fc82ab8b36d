/** The datasets trained on: each with what is known of it, and one more at a time. */
import { IconDatabase, IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { DatasetSummary } from '../../../shared/api/datasets.ts';
import { toErrorObject } from '../../../shared/errors.ts';
import { Button, DatasetPicker, EmptyState, ErrorState, IconButton, Panel, PathText, QueryView, Row, Stack, Tag, Text } from '../../components/index.ts';
import { formatCount, formatPlural } from '../../format/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { AddDatasetButton } from '../datasets/AddDatasetButton.tsx';
import classes from './DatasetChoice.module.css';
import { type ChosenData, chosenData } from './datasetSection.ts';
import type { TrainDraft } from './draft.ts';
import { useDatasets } from './useDatasets.ts';

interface DatasetChoiceProps {
  readonly draft: TrainDraft;
  readonly onChange: (change: Partial<Pick<TrainDraft, 'dataset' | 'training'>>) => void;
  readonly error: string | null;
}

export function DatasetChoice({ draft, onChange, error }: DatasetChoiceProps): ReactNode {
  const query = useCall('datasets.list', {});
  const { choose, busy, failure } = useDatasets(draft, onChange);
  const chosen = chosenData(draft.dataset, query.data ?? []);
  const add = (primary: boolean): ReactNode => (
    <AddDatasetButton primary={primary} onAdded={(id) => choose({ ...chosen, ids: [...chosen.ids.filter((other) => other !== id), id] })} />
  );
  return (
    <Panel title="What to learn from" actions={query.data && query.data.length > 0 ? add(false) : null}>
      <QueryView query={query} waitsFor="Reading the list of datasets">
        {(known) => {
          return known.length === 0 && chosen.loose.length === 0 ? (
            <EmptyState compact icon={IconDatabase} title="No datasets yet" action={add(true)}>
              Conversations, instructions, prompts with answers, or plain text, as JSONL or JSON.
            </EmptyState>
          ) : (
            <Stack gap={4}>
              <Chosen chosen={chosen} known={known} busy={busy} onChoose={(next) => choose(next)} />
              <Another key={chosen.ids.length + chosen.loose.length} chosen={chosen} busy={busy} onChoose={choose} error={error} />
              {failure ? <ErrorState error={toErrorObject(failure)} title="The dataset could not be read" /> : null}
            </Stack>
          );
        }}
      </QueryView>
    </Panel>
  );
}

interface ChosenProps {
  readonly chosen: ChosenData;
  readonly known: readonly DatasetSummary[];
  readonly busy: boolean;
  readonly onChoose: (chosen: ChosenData) => void;
}

function Chosen({ chosen: { ids, loose }, known, onChoose }: ChosenProps): ReactNode {
  if (ids.length + loose.length === 0) return null;
  return (
    <ul className={classes.list} aria-label="Datasets trained on">
      {ids.map((id) => {
        const summary = known.find((dataset) => dataset.id === id);
        const name = summary?.name ?? id;
        return (
          <li key={id} className={classes.dataset}>
            <span className={classes.name}>{name}</span>
            <span className={classes.facts}>{summary ? factsOf(summary) : ''}</span>
            {summary && (summary.errors ?? 0) > 0 ? (
              <Tag title="Rows that cannot be read are left out">{formatPlural(summary.errors ?? 0, 'error')}</Tag>
            ) : null}
            <Button look="quiet" to={`/datasets/${encodeURIComponent(id)}`}>
              Look at it
            </Button>
            <IconButton label={`Leave out ${name}`} icon={IconX} onClick={() => onChoose({ ids: ids.filter((other) => other !== id), loose })} />
          </li>
        );
      })}
      {loose.map((file) => (
        <li key={file} className={classes.dataset}>
          <PathText path={file} />
          <span className={classes.facts}>a file that is in no dataset of the list</span>
          <IconButton label={`Leave out ${file}`} icon={IconX} onClick={() => onChoose({ ids, loose: loose.filter((other) => other !== file) })} />
        </li>
      ))}
    </ul>
  );
}

interface AnotherProps {
  readonly chosen: ChosenData;
  readonly busy: boolean;
  readonly onChoose: (chosen: ChosenData) => void;
  readonly error: string | null;
}

/** The picker: open while nothing is chosen, then behind a button. */
function Another({ chosen: { ids, loose }, busy, onChoose, error }: AnotherProps): ReactNode {
  const [open, setOpen] = useState(ids.length + loose.length === 0);
  if (!open) {
    return (
      <Row gap={3}>
        <Button onClick={() => setOpen(true)} busy={busy}>
          Choose another dataset
        </Button>
        {error === null ? null : (
          <Text tone="bad" size="sm">
            {error}
          </Text>
        )}
      </Row>
    );
  }
  return (
    <div style={{ maxWidth: 480 }}>
      <DatasetPicker
        label={ids.length + loose.length === 0 ? 'Dataset' : 'Another dataset'}
        value={null}
        onChange={(id) => id !== null && !ids.includes(id) && onChoose({ ids: [...ids, id], loose })}
        error={error}
      />
    </div>
  );
}

function factsOf({ rows, format, trainedTokens }: DatasetSummary): string {
  return [
    rows === null ? 'not checked yet' : formatPlural(rows, 'row'),
    format ?? '',
    trainedTokens === null ? '' : `${formatCount(trainedTokens)} trained tokens`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
