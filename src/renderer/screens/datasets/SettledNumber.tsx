/** A number that takes effect when its field is left or Enter is pressed: every change has the whole dataset checked again. */
import { type ReactNode, useEffect, useState } from 'react';
import { NumberInput } from '../../components/index.ts';

interface SettledNumberProps {
  readonly label: string;
  readonly description: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly suffix?: string;
  /** 2.5, not only 2. */
  readonly fractions?: boolean;
  readonly onChange: (value: number) => void;
}

export function SettledNumber({ value, min, fractions = false, onChange, ...field }: SettledNumberProps): ReactNode {
  const [typed, setTyped] = useState<number | string>(value);
  useEffect(() => setTyped(value), [value]);
  const give = (): void => {
    if (typeof typed === 'number' && typed >= min && typed !== value) onChange(typed);
    else setTyped(value);
  };
  return (
    <NumberInput
      {...field}
      min={min}
      allowDecimal={fractions}
      value={typed}
      onChange={setTyped}
      onBlur={give}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      w={260}
    />
  );
}
