/** The model whose tokenizer and chat template show the rows. */
import type { ReactNode } from 'react';
import { ModelPicker } from '../../components/index.ts';

interface TokenizerModelProps {
  readonly value: string | null;
  readonly onChange: (model: string) => void;
}

export function TokenizerModel({ value, onChange }: TokenizerModelProps): ReactNode {
  return (
    <div style={{ width: 320, textAlign: 'start' }}>
      <ModelPicker label="Model" value={value} onChange={onChange} />
    </div>
  );
}
