import { InputWrapper, TextInput } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { Button } from '../Button.tsx';
import { useChoosePath } from './ChoosePath.tsx';
import classes from './PathField.module.css';
import type { PathRequest } from './pathRequest.ts';

export interface PathFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (path: string) => void;
  readonly request: PathRequest;
  readonly help?: string;
  readonly error?: string | null;
}

/** A path on the application's machine, typed or chosen. */
export function PathField({ label, value, onChange, request, help, error = null }: PathFieldProps): ReactNode {
  const id = useId();
  const choose = useChoosePath();
  const pick = async (): Promise<void> => {
    const [path] = await choose({ ...request, ...(value === '' ? {} : { defaultPath: value }) });
    if (path !== undefined) onChange(path);
  };
  return (
    <InputWrapper id={id} label={label} description={help} error={error}>
      <div className={classes.field}>
        <TextInput
          id={id}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={error !== null}
          spellCheck={false}
          className={classes.input ?? ''}
        />
        <Button icon={IconFolderOpen} onClick={() => void pick()}>
          Choose
        </Button>
      </div>
    </InputWrapper>
  );
}
