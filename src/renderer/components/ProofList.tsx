/** What was proved, and how it came out. */
import { type Icon, IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { sentence } from '../../shared/sentence.ts';
import type { Tone } from '../design/colours.ts';
import classes from './ProofList.module.css';

export interface Proof {
  readonly name: string;
  /** `open`: not checked yet. */
  readonly outcome: 'pass' | 'fail' | 'warning' | 'open';
  /** What was measured: "largest difference 3.1e-7 of the largest logit". */
  readonly detail: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

const looks: Readonly<Record<Proof['outcome'], { readonly icon: Icon; readonly tone: Tone; readonly word: string }>> = {
  pass: { icon: IconCircleCheck, tone: 'good', word: 'passed' },
  fail: { icon: IconCircleX, tone: 'bad', word: 'failed' },
  warning: { icon: IconAlertTriangle, tone: 'warning', word: 'passed with a warning' },
  open: { icon: IconCircleDashed, tone: 'neutral', word: 'not checked yet' },
};

export function ProofList({ proofs }: { readonly proofs: readonly Proof[] }): ReactNode {
  return (
    <ul className={classes.list}>
      {proofs.map(({ name, outcome, detail, hint }) => {
        const { icon: Glyph, tone, word } = looks[outcome];
        return (
          <li key={name} className={classes.proof}>
            <Glyph size={16} stroke={1.75} style={{ color: `var(--mw-${tone})` }} aria-label={word} />
            <div className={classes.words}>
              <span className={classes.name}>{name}</span>
              <span className={classes.detail}>{detail === '' ? '' : sentence(detail)}</span>
              {hint ? <span className={classes.hint}>{sentence(hint)}</span> : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
