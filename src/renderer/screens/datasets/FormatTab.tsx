/** How the rows are read, whose tokenizer counts them, and which of them are kept for evaluation. */
import { type ReactNode, useState } from 'react';
import type { DatasetDetails, DatasetSettings } from '../../../shared/api/datasets.ts';
import { DatasetPicker, KeyValueList, ModelPicker, Panel, Row, Segmented, Select, Stack, Text } from '../../components/index.ts';
import { formatPlural, formatShare, formatWhole } from '../../format/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { SequenceLength } from './SequenceLength.tsx';
import { SettledNumber } from './SettledNumber.tsx';

interface FormatTabProps {
  readonly details: DatasetDetails;
  readonly onChange: (settings: Partial<DatasetSettings>) => void;
}

const evaluations = [
  { value: 'share', label: 'A share of these rows' },
  { value: 'dataset', label: 'Another dataset' },
] as const;
type Evaluation = (typeof evaluations)[number]['value'];

export function FormatTab({ details, onChange }: FormatTabProps): ReactNode {
  const { report, settings, columns, summary } = details;
  const formats = useCall('datasets.formats', {}).data ?? [];
  const format = formats.find(({ id }) => id === (settings.format ?? report?.format));
  const columnChoices = columns.map((column) => ({ value: column, label: column }));
  const mapped = (field: string): string | null => settings.map[field] ?? report?.mapping[field] ?? null;
  const remap = (field: string, column: string | null): void => {
    const { [field]: _, ...others } = settings.map;
    onChange({ map: column === null ? others : { ...others, [field]: column } });
  };
  const [elsewhere, setElsewhere] = useState(settings.evalDataset !== null);
  const evaluation = elsewhere ? 'dataset' : 'share';
  const chooseEvaluation = (kind: Evaluation): void => {
    setElsewhere(kind === 'dataset');
    if (kind === 'share' && settings.evalDataset !== null) onChange({ evalDataset: null });
  };
  return (
    <Stack>
      <Panel title="Format">
        <Stack>
          <Select
            label="How rows are read"
            description={howRead(details)}
            data={[
              { value: '', label: 'As detected' },
              ...formats.map(({ id, name, trainable }) => ({ value: id, label: trainable ? name : `${name} (cannot be trained on yet)` })),
            ]}
            value={settings.format ?? ''}
            onChange={(id) => onChange({ format: id === '' ? null : id })}
            allowDeselect={false}
            w={320}
          />
          {format && format.fields.length > 0 ? (
            <Row gap={4} wrap align="start">
              {format.fields.map(({ name, aliases }) => (
                <Select
                  key={name}
                  label={name}
                  description={alsoKnownAs(name, aliases)}
                  data={columnChoices}
                  value={mapped(name)}
                  onChange={(column) => remap(name, column)}
                  clearable={settings.map[name] !== undefined}
                  placeholder="none"
                  w={200}
                />
              ))}
            </Row>
          ) : null}
          <Select
            label="Task"
            description="A column that names each row's task: evaluations then tell every task apart."
            data={columnChoices}
            value={settings.taskField}
            onChange={(taskField) => onChange({ taskField })}
            clearable
            placeholder="none"
            w={320}
          />
        </Stack>
      </Panel>
      <Panel title="Tokens">
        <Row gap={4} wrap align="start">
          <div style={{ width: 320 }}>
            <ModelPicker
              label="Model"
              help="Its tokenizer and chat template show rows as it will see them."
              value={settings.model}
              onChange={(model) => onChange({ model })}
            />
          </div>
          <SequenceLength value={settings.sequenceLength} onChange={(sequenceLength) => onChange({ sequenceLength })} />
        </Row>
      </Panel>
      <Panel title="Evaluation">
        <Stack>
          <Segmented label="What to evaluate on" value={evaluation} options={evaluations} onChange={chooseEvaluation} />
          {evaluation === 'share' ? (
            <SettledNumber
              label="Share kept for evaluation"
              description={
                report
                  ? `About ${formatPlural(Math.round(report.accepted * settings.evalShare), 'row')} of ${formatWhole(report.accepted)}. 0: none.`
                  : '0: no evaluation.'
              }
              min={0}
              max={90}
              suffix=" %"
              fractions
              value={Math.round(settings.evalShare * 1000) / 10}
              onChange={(percent) => onChange({ evalShare: percent / 100 })}
            />
          ) : (
            <div style={{ width: 320 }}>
              <DatasetPicker
                label="Evaluate on"
                optional
                value={settings.evalDataset}
                onChange={(evalDataset) => onChange({ evalDataset })}
                help="Rows that stand in both are told as problems."
              />
            </div>
          )}
        </Stack>
      </Panel>
      <Panel title="Files" note={formatPlural(summary.files.length, 'file')}>
        {report ? (
          <KeyValueList
            labelWidth={360}
            items={report.files.map(({ file, rows, accepted, format: read }) => ({
              label: file.split(/[/\\]/).at(-1) ?? file,
              value: `${read}: ${formatWhole(accepted)} of ${formatPlural(rows, 'row')}`,
              hint: file,
            }))}
          />
        ) : (
          <Text look="soft">{summary.files.join(', ')}</Text>
        )}
      </Panel>
    </Stack>
  );
}

function alsoKnownAs(name: string, aliases: readonly string[]): string {
  const others = aliases.filter((alias) => alias !== name).slice(0, 3);
  return others.length === 0 ? '' : `also known as ${others.join(', ')}`;
}

function howRead({ report, failure, settings, columns }: DatasetDetails): string {
  if (report && settings.format !== null) return `As you chose: ${formatWhole(report.accepted)} of ${formatPlural(report.rows, 'row')} can be trained on.`;
  if (report) return `Detected: ${report.format}${report.files[0] ? `, ${formatShare(report.files[0].confidence)} of the first rows fit` : ''}.`;
  if (failure === null || columns.length === 0) return 'Not read yet.';
  return `No known format has the columns ${columns.slice(0, 4).join(', ')}${columns.length > 4 ? ', …' : ''}: choose what they are.`;
}
