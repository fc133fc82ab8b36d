/** All options of a schema as a form. */
import type { ReactNode } from 'react';
import type { DescribedOption } from '../../../shared/api/models.ts';
import { Columns } from '../layout.tsx';
import { OptionField } from './OptionField.tsx';
import { useFieldProblems } from './useFieldProblems.ts';

export interface OptionFormProps {
  readonly options: readonly DescribedOption[];
  /** What is set; what is absent has its default. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly onChange: (values: Readonly<Record<string, unknown>>) => void;
  /** In place of the schema's own defaults, by name. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** What the services say, by name. */
  readonly errors?: Readonly<Record<string, string>>;
  /** Why a field cannot be changed, by name. */
  readonly refusals?: Readonly<Record<string, string>>;
  /** How many fields hold no value right now: nothing should start while it is not 0. */
  readonly onProblems?: (count: number) => void;
  /** Fields beside each other at most. */
  readonly columns?: number;
}

export function OptionForm({ options, values, onChange, defaults = {}, errors = {}, refusals = {}, onProblems, columns = 3 }: OptionFormProps): ReactNode {
  const note = useFieldProblems(onProblems);
  return (
    <Columns min={200} max={columns} even gap={5}>
      {options.map((option) => (
        <OptionField
          key={option.name}
          option={option}
          value={values[option.name]}
          onChange={(value) => onChange(withValue(values, option.name, value))}
          onProblem={(message) => note(option.name, message)}
          error={errors[option.name] ?? null}
          refusal={refusals[option.name] ?? null}
          {...(option.name in defaults ? { defaultValue: defaults[option.name] } : {})}
        />
      ))}
    </Columns>
  );
}

function withValue(values: Readonly<Record<string, unknown>>, name: string, value: unknown): Readonly<Record<string, unknown>> {
  const { [name]: _, ...others } = values;
  return value === undefined ? others : { ...others, [name]: value };
}
