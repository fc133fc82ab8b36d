/** Models and datasets chosen by name. */
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatCount, formatPlural } from '../format/index.ts';
import { useCall } from '../stores/useCall.ts';
import { findModelChoice } from '../stores/useModelChoice.ts';
import classes from './pickers.module.css';

export interface ModelPickerProps {
  readonly label: string;
  /** What goes into a recipe; null: none chosen. */
  readonly value: string | null;
  readonly onChange: (text: string) => void;
  readonly only?: 'dense' | 'moe' | 'any';
  /** Models alone, or runs' checkpoints too. */
  readonly runs?: boolean;
  readonly help?: string;
  readonly error?: string | null;
}

/** Searchable; what was chosen and is gone is still shown, with the reason. */
export function ModelPicker({ label, value, onChange, only = 'any', runs = true, help, error = null }: ModelPickerProps): ReactNode {
  const { data, error: failure } = useCall('models.choices', {});
  const choices = (data ?? []).filter(({ kind, moe }) => (runs || kind === 'model') && (only === 'any' || moe === (only === 'moe')));
  const chosen = value === null || data === undefined ? null : findModelChoice(data, value);
  const listed = choices.some(({ text }) => text === chosen?.text);
  const details = new Map(choices.map(({ text, detail }) => [text, detail]));
  const groups = (['model', 'run'] as const)
    .map((kind) => ({
      group: kind === 'model' ? 'Models' : 'Trained here',
      items: choices.filter((choice) => choice.kind === kind).map(({ text, name }) => ({ value: text, label: name })),
    }))
    .filter(({ items }) => items.length > 0);
  return (
    <Select
      label={label}
      description={help}
      placeholder={data === undefined && !failure ? 'Reading the list of models…' : choices.length === 0 ? 'No models yet' : 'Choose a model'}
      data={
        listed || value === null || data === undefined
          ? groups
          : [...groups, { group: 'Chosen', items: [{ value: chosen?.text ?? value, label: chosen?.name ?? value }] }]
      }
      value={chosen?.text ?? value}
      onChange={(text) => text !== null && onChange(text)}
      error={error ?? failure?.message ?? (data !== undefined && value !== null && chosen === null ? `${value} is not among the models` : null)}
      searchable
      nothingFoundMessage="No model of that name"
      renderOption={({ option }) => <Described name={option.label} detail={details.get(option.value) ?? ''} />}
    />
  );
}

export interface DatasetPickerProps {
  readonly label: string;
  /** A dataset's id; null: none chosen. */
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  /** May be emptied again. */
  readonly optional?: boolean;
  readonly help?: string;
  readonly error?: string | null;
}

export function DatasetPicker({ label, value, onChange, optional = false, help, error = null }: DatasetPickerProps): ReactNode {
  const { data, error: failure } = useCall('datasets.list', {});
  const details = new Map(
    (data ?? []).map(({ id, rows, format, trainedTokens }) => [
      id,
      [
        rows === null ? 'not checked yet' : formatPlural(rows, 'row'),
        format ?? '',
        trainedTokens === null ? '' : `${formatCount(trainedTokens)} trained tokens`,
      ]
        .filter((part) => part !== '')
        .join(' · '),
    ]),
  );
  return (
    <Select
      label={label}
      description={help}
      placeholder={data === undefined && !failure ? 'Reading the list of datasets…' : data?.length === 0 ? 'No datasets yet' : 'Choose a dataset'}
      data={(data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
      clearable={optional}
      error={error ?? failure?.message ?? null}
      searchable
      nothingFoundMessage="No dataset of that name"
      renderOption={({ option }) => <Described name={option.label} detail={details.get(option.value) ?? ''} />}
    />
  );
}

function Described({ name, detail }: { readonly name: string; readonly detail: string }): ReactNode {
  return (
    <span className={classes.described}>
      <span>{name}</span>
      <span className={classes.detail}>{detail}</span>
    </span>
  );
}
