/** A length in tokens: takes effect when the field is left, since every change has the whole dataset checked again. */
import { type ReactNode, useEffect, useState } from 'react';
import { NumberInput } from '../../components/index.ts';

interface SequenceLengthProps {
  readonly value: number;
  readonly onChange: (length: number) => void;
}

export function SequenceLength({ value, onChange }: SequenceLengthProps): ReactNode {
  const [typed, setTyped] = useState<number | string>(value);
  useEffect(() => setTyped(value), [value]);
  const give = (): void => {
    if (typeof typed === 'number' && typed >= 2 && typed !== value) onChange(typed);
    else setTyped(value);
  };
  return (
    <NumberInput
      label="Tokens per sequence"
      description="Rows that are longer are cut; the dataset is checked again."
      min={2}
      max={1_048_576}
      step={32}
      allowDecimal={false}
      value={typed}
      onChange={setTyped}
      onBlur={give}
      onKeyDown={(event) => event.key === 'Enter' && give()}
      w={260}
    />
  );
}
