/** What the conversion proved: the new model's logits against the dense one's. */
import type { ReactNode } from 'react';
import type { ConversionReceipt } from '../../../shared/jobs.ts';
import { ProofList } from '../../components/index.ts';
import { formatNumber } from '../../format/index.ts';

export function Receipt({ receipt: { ok, expectedIdentity, logitDifference } }: { readonly receipt: ConversionReceipt }): ReactNode {
  const difference = `The largest difference between two logits is ${formatNumber(logitDifference.max)} of the largest logit, the mean ${formatNumber(logitDifference.mean)}.`;
  return (
    <ProofList
      proofs={[
        expectedIdentity
          ? {
              name: ok ? 'It computes what the dense model does' : 'It does not compute what the dense model does',
              outcome: ok ? 'pass' : 'fail',
              detail: difference,
              hint: ok ? undefined : 'Do not train on it. Please report this with the diagnostics of the settings.',
            }
          : {
              name: ok ? 'It starts different from the dense model, as this method means it to' : 'It differs in a way that this method does not explain',
              outcome: ok ? 'pass' : 'fail',
              detail: difference,
            },
      ]}
    />
  );
}
