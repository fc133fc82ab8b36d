/** Fields of a recipe's section as a form: those that exclude each other as a choice, those that may be left out with a switch. */
import type { ReactNode } from 'react';
import type { RecipeField } from '../../../shared/api/recipes.ts';
import type { Section } from '../../../shared/canonicalNames.ts';
import { Columns, OptionField, optionLabel, Segmented, Stack, useFieldProblems } from '../../components/index.ts';
import { fieldAt, withField } from './draft.ts';

interface RecipeFormProps {
  readonly fields: readonly RecipeField[];
  readonly section: Section;
  readonly onChange: (section: Section) => void;
  /** What this recipe would otherwise have, in the section's own shape. */
  readonly defaults?: object | undefined;
  /** What the services say, by field. */
  readonly errors?: Readonly<Record<string, string>>;
  /** Why a field cannot be changed, by field. */
  readonly refusals?: Readonly<Record<string, string>>;
  readonly onProblems?: (count: number) => void;
  readonly columns?: number;
}

export function RecipeForm({ fields, section, onChange, defaults = {}, errors = {}, refusals = {}, onProblems, columns = 3 }: RecipeFormProps): ReactNode {
  const note = useFieldProblems(onProblems);
  const shared = (field: RecipeField) => ({
    field,
    value: fieldAt(section, field.name),
    onProblem: (message: string | null): void => note(field.name, message),
    error: errors[field.name] ?? null,
    refusal: refusals[field.name] ?? null,
  });
  const set = (name: string, value: unknown): void => onChange(withField(section, name, value));
  return (
    <Columns min={200} max={columns} even gap={5}>
      {fields.map((field, i) => {
        const rival = fields.find(({ name }) => name === field.excludes);
        if (rival) {
          // The pair stands where its first field does.
          return fields.indexOf(rival) < i ? null : (
            <EitherField key={field.name} section={section} pair={[field, rival]} onChange={onChange} shared={shared} onSwitch={() => note(field.name, null)} />
          );
        }
        return field.empty === undefined ? (
          <PlainField key={field.name} {...shared(field)} usual={fieldAt(defaults as Section, field.name)} onValue={(value) => set(field.name, value)} />
        ) : (
          <OptionalField key={field.name} {...shared(field)} empty={field.empty} onValue={(value) => set(field.name, value)} />
        );
      })}
    </Columns>
  );
}

interface FieldProps {
  readonly field: RecipeField;
  readonly value: unknown;
  readonly onProblem: (message: string | null) => void;
  readonly error: string | null;
  readonly refusal: string | null;
  /** undefined: not said. */
  readonly onValue: (value: unknown) => void;
}

function PlainField({ field, usual, onValue, ...rest }: FieldProps & { readonly usual: unknown }): ReactNode {
  return <OptionField option={field} onChange={onValue} {...rest} {...(usual === undefined ? {} : { defaultValue: usual })} />;
}

/** Off until it is switched on; then it has a value, and going back to its default switches it off. */
function OptionalField({ field, empty, value, onValue, onProblem, ...rest }: FieldProps & { readonly empty: string }): ReactNode {
  if (value === undefined) {
    return (
      <OptionField
        option={{ type: 'flag', name: field.name, default: false, help: `${field.help} Now: ${empty}.` }}
        value={false}
        onChange={() => onValue(field.default)}
        {...rest}
      />
    );
  }
  return <OptionField option={field} value={value} defaultValue={null} onChange={onValue} onProblem={onProblem} {...rest} />;
}

interface EitherFieldProps {
  readonly pair: readonly [RecipeField, RecipeField];
  readonly section: Section;
  readonly onChange: (section: Section) => void;
  readonly shared: (field: RecipeField) => Omit<FieldProps, 'onValue'>;
  readonly onSwitch: () => void;
}

/** Only one of the two is said; the first where neither is. */
function EitherField({ pair, section, onChange, shared, onSwitch }: EitherFieldProps): ReactNode {
  const [first, second] = pair;
  const field = fieldAt(section, second.name) === undefined ? first : second;
  const other = field === first ? second : first;
  const give = (said: RecipeField, value: unknown): void => {
    const cleared = withField(section, said === first ? second.name : first.name, undefined);
    onChange(withField(cleared, said.name, value === undefined && said === second ? said.default : value));
  };
  return (
    <Stack gap={2}>
      <Segmented
        label={`${optionLabel(first.name)} or ${optionLabel(second.name).toLowerCase()}`}
        value={field.name}
        options={pair.map(({ name }) => ({ value: name, label: optionLabel(name) }))}
        onChange={(name) => {
          onSwitch();
          if (name === other.name) give(other, undefined);
        }}
      />
      <OptionField key={field.name} option={field} onChange={(value) => give(field, value)} {...shared(field)} />
    </Stack>
  );
}
