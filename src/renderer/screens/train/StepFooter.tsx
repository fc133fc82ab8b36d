/** Back and on. The step's own choice has to be made before going on; the rail leads anywhere. */
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Button, Row } from '../../components/index.ts';
import { type Step, stepNames, steps } from './steps.ts';

interface StepFooterProps {
  readonly step: Step;
  /** Why there is no going on yet; null: there is. */
  readonly refusal: string | null;
}

export function StepFooter({ step, refusal }: StepFooterProps): ReactNode {
  const at = steps.indexOf(step);
  const before = steps[at - 1];
  const after = steps[at + 1];
  return (
    <Row justify="between">
      {before ? (
        <Button look="quiet" icon={IconArrowLeft} to={`/train/${before}`}>
          {stepNames[before]}
        </Button>
      ) : (
        <span />
      )}
      {after ? (
        <Button look="primary" icon={IconArrowRight} to={`/train/${after}`} refusal={refusal} testId="next-step">
          {stepNames[after]}
        </Button>
      ) : null}
    </Row>
  );
}
