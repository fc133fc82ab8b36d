/** One option of a schema as a form field: typed as text, checked by the schema, reset to its default. */
import { Select, Switch, Textarea, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useState } from 'react';
import type { DescribedOption } from '../../../shared/api/models.ts';
import { MixwrightError } from '../../../shared/errors.ts';
import { parseOption } from '../../../shared/options.ts';
import { capital, formatWhole } from '../../format/index.ts';
import { IconButton } from '../Button.tsx';
import { Tag } from '../StatusPill.tsx';
import classes from './OptionField.module.css';
import { optionLabel, optionText, sameValue } from './optionText.ts';

export interface OptionFieldProps {
  readonly option: DescribedOption;
  /** undefined: the default. */
  readonly value: unknown;
  /** Only ever called with a value the schema takes; undefined goes back to the default. */
  readonly onChange: (value: unknown) => void;
  /** What is typed is no value (message), or is one again (null). */
  readonly onProblem?: (message: string | null) => void;
  /** In place of the schema's own: what this recipe would otherwise have. */
  readonly defaultValue?: unknown;
  /** Said by the services about this field. */
  readonly error?: string | null;
  /** Why it cannot be changed here. */
  readonly refusal?: string | null;
  /** In place of the option's name in words. */
  readonly label?: string;
}

export function OptionField({
  option,
  value,
  onChange,
  onProblem,
  defaultValue = option.default,
  error = null,
  refusal = null,
  label,
}: OptionFieldProps): ReactNode {
  const id = useId();
  const current = value === undefined ? defaultValue : value;
  const changed = !sameValue(current, defaultValue);
  const [problem, setProblem] = useState<string | null>(null);
  const tell = (message: string | null): void => {
    setProblem(message);
    onProblem?.(message);
  };
  const give = (next: unknown): void => {
    tell(null);
    onChange(sameValue(next, defaultValue) ? undefined : next);
  };
  const message = problem ?? error;
  return (
    <div className={classes.field} data-flag={option.type === 'flag'}>
      <div className={classes.top}>
        <label htmlFor={id} className={classes.label}>
          {label ?? optionLabel(option.name)}
          {option.symbol ? (
            <span className={classes.symbol} aria-hidden>
              {option.symbol}
            </span>
          ) : null}
        </label>
        {changed ? (
          <span className={classes.changed}>
            <Tooltip label={`Default: ${optionText(defaultValue)}`}>
              <span>
                <Tag>changed</Tag>
              </span>
            </Tooltip>
            <IconButton
              size="sm"
              icon={IconArrowBackUp}
              label={`Reset ${optionLabel(option.name)} to ${optionText(defaultValue)}`}
              onClick={() => {
                tell(null);
                onChange(undefined);
              }}
            />
          </span>
        ) : null}
      </div>
      <Tooltip label={refusal} disabled={refusal === null}>
        <div>
          <Control id={id} option={option} current={current} invalid={message !== null} disabled={refusal !== null} onValue={give} onProblem={tell} />
        </div>
      </Tooltip>
      {message === null ? null : (
        <p id={`${id}-error`} className={classes.error} role="alert">
          {message}
        </p>
      )}
      <p id={`${id}-help`} className={classes.help}>
        {option.help}
        {rangeOf(option)}
      </p>
    </div>
  );
}

interface ControlProps {
  readonly id: string;
  readonly option: DescribedOption;
  readonly current: unknown;
  readonly invalid: boolean;
  readonly disabled: boolean;
  readonly onValue: (value: unknown) => void;
  readonly onProblem: (message: string | null) => void;
}

function Control({ id, option, current, invalid, disabled, onValue, onProblem }: ControlProps): ReactNode {
  const described = { id, disabled, 'aria-describedby': `${id}-help${invalid ? ` ${id}-error` : ''}` };
  switch (option.type) {
    case 'flag':
      return <Switch {...described} checked={current === true} onChange={(event) => onValue(event.currentTarget.checked)} />;
    case 'choice':
      return (
        <Select {...described} error={invalid} data={[...option.choices]} value={String(current)} onChange={(chosen) => chosen !== null && onValue(chosen)} />
      );
    case 'choices':
      return (
        <Chips
          {...described}
          choices={option.choices}
          chosen={Array.isArray(current) ? (current as readonly string[]) : []}
          onChange={onValue}
          label={optionLabel(option.name)}
        />
      );
    default:
      return <TypedValue described={described} option={option} current={current} invalid={invalid} onValue={onValue} onProblem={onProblem} />;
  }
}

interface TypedValueProps extends Omit<ControlProps, 'id' | 'disabled'> {
  readonly described: { readonly id: string; readonly disabled: boolean; readonly 'aria-describedby': string };
}

/** What was typed stays as it was typed (2e-4), as long as it means the value there is. */
function TypedValue({ described, option, current, invalid, onValue, onProblem }: TypedValueProps): ReactNode {
  const [text, setText] = useState(() => optionText(current));
  useEffect(() => {
    setText((typed) => (means(option, typed, current) ? typed : optionText(current)));
  }, [option, current]);
  const change = (typed: string): void => {
    setText(typed);
    try {
      onValue(parseOption(option, typed, optionLabel(option.name)));
    } catch (error) {
      onProblem(error instanceof MixwrightError ? withoutField(error.message) : String(error));
    }
  };
  const long = option.type === 'text' && text.includes('\n');
  return long ? (
    <Textarea {...described} error={invalid} value={text} onChange={(event) => change(event.currentTarget.value)} />
  ) : (
    <TextInput
      {...described}
      error={invalid}
      value={text}
      inputMode={option.type === 'text' ? 'text' : 'decimal'}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

interface ChipsProps {
  readonly id: string;
  readonly label: string;
  readonly disabled: boolean;
  readonly choices: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly 'aria-describedby': string;
}

/** Several of a few, each a button that stays pressed. */
function Chips({ id, label, disabled, choices, chosen, onChange, ...described }: ChipsProps): ReactNode {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame and a legend
    <div id={id} className={classes.chips} role="group" aria-label={label} {...described}>
      {choices.map((choice) => (
        <button
          key={choice}
          type="button"
          className={classes.chip}
          disabled={disabled}
          aria-pressed={chosen.includes(choice)}
          // In the schema's order, so that the same set is the same value.
          onClick={() => onChange(choices.filter((other) => (other === choice ? !chosen.includes(choice) : chosen.includes(other))))}
        >
          {choice}
        </button>
      ))}
    </div>
  );
}

function means(option: DescribedOption, typed: string, value: unknown): boolean {
  try {
    return sameValue(parseOption(option, typed, option.name), value);
  } catch {
    return false;
  }
}

/** The field's name stands above it already. */
function withoutField(message: string): string {
  return capital(message.slice(message.indexOf(': ') + 2));
}

function rangeOf(option: DescribedOption): string {
  if (option.type !== 'number' && option.type !== 'integer') return '';
  const { min, max } = option;
  const bound = (value: number): string => (Math.abs(value) >= 1000 ? formatWhole(value) : optionText(value));
  if (min !== undefined && max !== undefined) return ` ${bound(min)} to ${bound(max)}.`;
  return min === undefined || min === 0 ? '' : ` At least ${bound(min)}.`;
}
