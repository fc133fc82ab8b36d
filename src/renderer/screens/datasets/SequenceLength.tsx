import type { ReactNode } from 'react';
import { SettledNumber } from './SettledNumber.tsx';

interface SequenceLengthProps {
  readonly value: number;
  readonly onChange: (length: number) => void;
}

export function SequenceLength(props: SequenceLengthProps): ReactNode {
  return (
    <SettledNumber
      label="Tokens per sequence"
      description="Rows that are longer are cut; the dataset is checked again."
      min={2}
      max={1_048_576}
      step={32}
      {...props}
    />
  );
}
