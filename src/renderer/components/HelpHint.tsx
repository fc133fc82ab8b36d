import { Tooltip } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './HelpHint.module.css';

/** A question mark that explains on hover, focus or touch. */
export function HelpHint({ children }: { readonly children: string }): ReactNode {
  return (
    <Tooltip label={children}>
      <button type="button" className={classes.hint} aria-label={children}>
        <IconHelp size={14} stroke={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
}
