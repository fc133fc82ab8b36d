/** The sequence length, against how long the rows are. */
import type { ReactNode } from 'react';
import type { DatasetDetails } from '../../../shared/api/datasets.ts';
import type { RecipeField } from '../../../shared/api/recipes.ts';
import type { Section } from '../../../shared/canonicalNames.ts';
import type { TokenReport } from '../../../shared/jobs.ts';
import { Histogram } from '../../charts/index.ts';
import { Button, OptionField, Panel, QueryView, Row, Stack, Stat, StatRow, TaskProgress, Text } from '../../components/index.ts';
import { formatCount, formatWhole } from '../../format/index.ts';
import { useTaskOf } from '../../stores/TasksContext.tsx';
import { useAction, useCall } from '../../stores/useCall.ts';
import { useModelChoice } from '../../stores/useModelChoice.ts';
import { fittingLength } from '../datasets/fittingLength.ts';
import { chosenData } from './datasetSection.ts';
import { type TrainDraft, withField } from './draft.ts';

interface LengthsProps {
  readonly field: RecipeField;
  readonly draft: TrainDraft;
  /** What the recipe would otherwise have. */
  readonly usual: number | undefined;
  /** The training section. */
  readonly onChange: (training: Section) => void;
  readonly onProblems: (count: number) => void;
  readonly error: string | null;
}

export function Lengths({ field, draft: { dataset, training, model }, usual, onChange, onProblems, error }: LengthsProps): ReactNode {
  const known = useCall('datasets.list', {}).data ?? [];
  const { ids } = chosenData(dataset, known);
  const length = Number(training[field.name] ?? usual ?? field.default);
  const set = (value: unknown): void => onChange(withField(training, field.name, value));
  return (
    <Panel title="Length">
      <Stack gap={5}>
        <div style={{ maxWidth: 280 }}>
          <OptionField
            option={field}
            value={training[field.name]}
            onChange={set}
            onProblem={(message) => onProblems(message === null ? 0 : 1)}
            error={error}
            {...(usual === undefined ? {} : { defaultValue: usual })}
          />
        </div>
        {ids.map((id) => (
          <DatasetLengths key={id} id={id} model={model} length={length} onLength={set} named={ids.length > 1} />
        ))}
      </Stack>
    </Panel>
  );
}

interface DatasetLengthsProps {
  readonly id: string;
  readonly model: string | null;
  readonly length: number;
  readonly onLength: (length: number) => void;
  /** Several stand below each other: each says whose it is. */
  readonly named: boolean;
}

function DatasetLengths({ id, model, ...rest }: DatasetLengthsProps): ReactNode {
  const query = useCall('datasets.get', { id });
  const checking = useTaskOf('check', id);
  return (
    <QueryView query={query} waitsFor="Reading how long the rows are">
      {(details) => {
        if (checking?.status === 'running') return <TaskProgress task={checking} />;
        const tokens = details.report?.tokens;
        return (
          <Stack gap={4}>
            <Counter details={details} model={model} counted={tokens !== undefined} />
            {tokens ? <Spread tokens={tokens} name={details.summary.name} {...rest} /> : null}
          </Stack>
        );
      }}
    </QueryView>
  );
}

interface CounterProps {
  readonly details: DatasetDetails;
  readonly model: string | null;
  readonly counted: boolean;
}

/** Tokens are counted by a model's tokenizer: offers the chosen one where another or none has counted. */
function Counter({ details: { summary, settings }, model, counted }: CounterProps): ReactNode {
  const update = useAction('datasets.update');
  const chosen = useModelChoice(model);
  const counting = useModelChoice(settings.model);
  if (counted && (model === null || settings.model === model || (chosen && chosen.text === counting?.text))) return null;
  return (
    <Row gap={3} wrap>
      <Text look="soft">
        {counted
          ? `The lengths of ${summary.name} were counted with another model's tokenizer.`
          : model === null
            ? 'Choose a model to see how long the rows are for it.'
            : `The rows of ${summary.name} have not been counted in tokens yet.`}
      </Text>
      {model === null ? null : (
        <Button busy={update.busy} onClick={() => update.run({ id: summary.id, settings: { model } })}>
          Count with the chosen model
        </Button>
      )}
    </Row>
  );
}

interface SpreadProps extends Pick<DatasetLengthsProps, 'length' | 'onLength' | 'named'> {
  readonly tokens: TokenReport;
  readonly name: string;
}

function Spread({ tokens, name, length, onLength, named }: SpreadProps): ReactNode {
  const fitting = fittingLength(tokens.p95);
  return (
    <Stack gap={3}>
      <Histogram
        title={named ? `Lengths of ${name}` : 'Lengths of the rows'}
        classes={tokens.histogram.map(({ from, to, samples }) => ({ from, to, count: samples }))}
        noun="sample"
        unit="tokens"
        limit={{ value: length, label: `${formatWhole(length)} tokens` }}
      />
      <StatRow>
        <Stat label="Median" value={formatWhole(tokens.median)} unit="tokens" />
        <Stat label="95 % up to" value={formatWhole(tokens.p95)} unit="tokens" />
        <Stat label="Longest" value={formatWhole(tokens.max)} unit="tokens" detail={tokens.max > length ? 'is cut' : 'fits'} />
        <Stat label="Trained" value={formatCount(tokens.trained)} unit="tokens" hint="The loss looks at answers, not at prompts." />
      </StatRow>
      {fitting === length ? null : (
        <Row>
          <Button onClick={() => onLength(fitting)}>{`Use ${formatWhole(fitting)}: 95 % fit`}</Button>
        </Row>
      )}
    </Stack>
  );
}
