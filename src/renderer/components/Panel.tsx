/** A framed surface for one thing: a table, a chart, a form. Panels do not stand in panels; inside one, Section divides. */
import { type ReactNode, useId } from 'react';
import classes from './Panel.module.css';

export interface PanelProps {
  readonly title?: string;
  /** Beside the title, quietly: a count, a state. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** The content reaches the frame, as tables do. */
  readonly flush?: boolean;
  /** As high as there is room; the content does its own scrolling. */
  readonly fill?: boolean;
  readonly children: ReactNode;
}

export function Panel({ title, note, actions, flush = false, fill = false, children }: PanelProps): ReactNode {
  const id = useId();
  return (
    <section className={classes.panel} data-fill={fill} aria-labelledby={title ? id : undefined}>
      {title || actions ? (
        <header className={classes.header} data-flush={flush}>
          {title ? (
            <h2 id={id} className={classes.title}>
              {title}
            </h2>
          ) : null}
          {note ? <span className={classes.note}>{note}</span> : null}
          {actions ? <div className={classes.actions}>{actions}</div> : null}
        </header>
      ) : null}
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}

export interface SectionProps {
  readonly title: string;
  /** One or two sentences. */
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page or panel under its own heading, without a frame. */
export function Section({ title, description, actions, children }: SectionProps): ReactNode {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <header className={classes.sectionHeader}>
        <div>
          <h2 id={id} className={classes.sectionTitle}>
            {title}
          </h2>
          {description ? <p className={classes.description}>{description}</p> : null}
        </div>
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </header>
      {children}
    </section>
  );
}
