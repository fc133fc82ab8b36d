/** One preference: what it does at the start of the line, its control at the end. */
import type { ReactNode } from 'react';
import classes from './Setting.module.css';

interface SettingProps {
  readonly name: string;
  readonly help: string;
  readonly children: ReactNode;
}

export function Setting({ name, help, children }: SettingProps): ReactNode {
  return (
    <div className={classes.setting}>
      <div className={classes.words}>
        <span className={classes.name}>{name}</span>
        <span className={classes.help}>{help}</span>
      </div>
      <div className={classes.control}>{children}</div>
    </div>
  );
}
