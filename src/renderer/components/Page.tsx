/** A screen: its name, what can be done with all of it, and what it holds. */
import { IconChevronLeft } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import classes from './Page.module.css';

export interface PageProps {
  readonly title: string;
  /** One line below the title: what this is, or its most important facts. */
  readonly subtitle?: ReactNode;
  /** Beside the title, such as a status. */
  readonly mark?: ReactNode;
  /** Buttons, the primary one last. */
  readonly actions?: ReactNode;
  /** Tabs or filters that stay with the header while the content scrolls. */
  readonly toolbar?: ReactNode;
  /** The list this page belongs to. */
  readonly back?: { readonly label: string; readonly to: string };
  /** `wide` for tables and charts, `reading` for forms and text, `full` is as wide, as high as the window, and its content does its own scrolling. */
  readonly width?: 'wide' | 'reading' | 'full';
  readonly children: ReactNode;
}

/** Sets the window's title, and moves the focus to the heading when the screen changes. */
export function Page({ title, subtitle, mark, actions, toolbar, back, width = 'wide', children }: PageProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Mixwright`;
  }, [title]);
  useEffect(() => {
    // Only if the focus was lost with the former screen: a field that took it on purpose keeps it.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={classes.page} data-width={width}>
      <header className={classes.header}>
        <div className={classes.bar}>
          <div className={classes.names}>
            {back ? (
              <Link href={back.to} className={classes.back}>
                <IconChevronLeft size={14} aria-hidden />
                {back.label}
              </Link>
            ) : null}
            <div className={classes.titleRow}>
              <h1 ref={heading} tabIndex={-1} className={classes.title} dir="auto" title={title}>
                {title}
              </h1>
              {mark}
            </div>
            {subtitle ? <div className={classes.subtitle}>{subtitle}</div> : null}
          </div>
          {actions ? <div className={classes.actions}>{actions}</div> : null}
        </div>
        {toolbar ? <div className={classes.toolbar}>{toolbar}</div> : null}
      </header>
      <div className={classes.content}>{children}</div>
    </div>
  );
}
