import { CopyButton as MantineCopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Button, IconButton } from './Button.tsx';

export interface CopyButtonProps {
  readonly text: string;
  /** With a label it is a button with words, else an icon. */
  readonly label?: string;
}

/** Copies, and says so for a moment. */
export function CopyButton({ text, label }: CopyButtonProps): ReactNode {
  return (
    <MantineCopyButton value={text} timeout={1500}>
      {({ copied, copy }) =>
        label ? (
          <Button icon={copied ? IconCheck : IconCopy} onClick={copy}>
            {copied ? 'Copied' : label}
          </Button>
        ) : (
          <IconButton icon={copied ? IconCheck : IconCopy} label={copied ? 'Copied' : 'Copy'} onClick={copy} size="sm" />
        )
      }
    </MantineCopyButton>
  );
}
