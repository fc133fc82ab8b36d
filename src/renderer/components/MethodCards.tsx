/** Methods to choose from, each with what it does and the paper it comes from. */
import { type ReactNode, useId } from 'react';
import type { DescribedMethod } from '../../shared/api/models.ts';
import classes from './MethodCards.module.css';

export interface MethodCardsProps {
  /** Read out: "Method". */
  readonly label: string;
  readonly methods: readonly DescribedMethod[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (id: string, chosen: boolean) => void;
  /** Any number of them, in place of one. */
  readonly many?: boolean;
}

export function MethodCards({ label, methods, chosen, onChoose, many = false }: MethodCardsProps): ReactNode {
  const group = useId();
  return (
    <fieldset className={classes.methods} aria-label={label}>
      {methods.map(({ id, name, summary, paper }) => (
        <label key={id} className={classes.method} data-chosen={chosen.has(id)}>
          <input
            type={many ? 'checkbox' : 'radio'}
            name={group}
            className={classes.input}
            checked={chosen.has(id)}
            onChange={(event) => onChoose(id, event.currentTarget.checked)}
            data-testid={`method-${id}`}
          />
          <span className={classes.name}>{name}</span>
          <span className={classes.summary}>{summary}</span>
          <span className={classes.paper}>{paper}</span>
        </label>
      ))}
    </fieldset>
  );
}
