/** The five steps, each with what was chosen in it. */
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import classes from './StepRail.module.css';
import { type Step, stepNames, steps } from './steps.ts';

interface StepRailProps {
  readonly current: Step;
  /** What was chosen; null: nothing yet. */
  readonly summaries: Readonly<Record<Step, string | null>>;
  readonly done: (step: Step) => boolean;
}

export function StepRail({ current, summaries, done }: StepRailProps): ReactNode {
  return (
    <nav aria-label="Steps">
      <ol className={classes.steps}>
        {steps.map((step, i) => {
          const summary = summaries[step];
          return (
            <li key={step}>
              <Link href={`/train/${step}`} className={classes.step} aria-current={step === current ? 'step' : undefined}>
                <span className={classes.mark} data-done={done(step) && step !== 'review'} aria-hidden>
                  {done(step) && step !== 'review' ? <IconCheck size={12} stroke={2.5} /> : i + 1}
                </span>
                <span className={classes.words}>
                  <span className={classes.name}>{stepNames[step]}</span>
                  <span className={classes.summary} title={summary ?? undefined}>
                    {summary ?? 'not chosen yet'}
                  </span>
                </span>
              </Link>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
