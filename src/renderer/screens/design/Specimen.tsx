import type { ReactNode } from 'react';
import classes from './Specimen.module.css';

/** One state of a part under its name. */
export function Specimen({ name, children, wide = false }: { readonly name: string; readonly children: ReactNode; readonly wide?: boolean }): ReactNode {
  return (
    <div className={classes.specimen} data-wide={wide}>
      <div className={classes.name}>{name}</div>
      {children}
    </div>
  );
}

export function Specimens({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={classes.specimens}>{children}</div>;
}
