/** What a run takes of a device's memory, by kind, against what is free. */
import type { ReactNode } from 'react';
import type { MemoryBytes } from '../../shared/jobs.ts';
import { seriesColours } from '../design/palettes.ts';
import { useScheme } from '../design/useDesign.ts';
import { formatBytes, formatBytesExactly } from '../format/index.ts';
import classes from './MemoryBar.module.css';

type Kind = Exclude<keyof MemoryBytes, 'total'>;

const kinds: Readonly<Record<Kind, { readonly label: string; readonly help: string }>> = {
  frozen: { label: 'Frozen weights', help: 'the base model, as it is held' },
  trained: { label: 'Trained weights', help: 'what this recipe trains, in f32' },
  optimizer: { label: 'Optimizer', help: 'moments of every trained weight' },
  gradients: { label: 'Gradients', help: 'one per trained weight' },
  activations: { label: 'Activations', help: 'what one step keeps for its backward pass' },
  scratch: { label: 'Inputs and buffers', help: 'inputs, constants and buffers' },
};

export interface MemoryBarProps {
  readonly memory: MemoryBytes;
  /** Bytes the run may take on the device. */
  readonly available: number;
  readonly device: string;
}

export function MemoryBar({ memory, available, device }: MemoryBarProps): ReactNode {
  const colours = seriesColours[useScheme()];
  const scale = Math.max(memory.total, available, 1);
  const fits = memory.total <= available;
  const parts = (Object.keys(kinds) as Kind[])
    .map((kind, i) => ({ kind, bytes: memory[kind], colour: colours[i % colours.length] as string }))
    .filter(({ bytes }) => bytes > 0);
  return (
    <div className={classes.memory}>
      <div className={classes.words}>
        <span className={classes.total}>
          {formatBytes(memory.total)}{' '}
          <span className={classes.faint}>
            of {formatBytes(available)} free on {device}
          </span>
        </span>
        <span style={{ color: fits ? 'var(--mw-text-faint)' : 'var(--mw-bad)' }}>
          {fits ? `${formatBytes(available - memory.total)} to spare` : `${formatBytes(memory.total - available)} too much`}
        </span>
      </div>
      <div
        className={classes.track}
        role="img"
        aria-label={`${formatBytes(memory.total)} of ${formatBytes(available)} on ${device}: ${fits ? 'fits' : 'does not fit'}`}
      >
        {parts.map(({ kind, bytes, colour }) => (
          <div
            key={kind}
            className={classes.part}
            style={{ width: `${(bytes / scale) * 100}%`, background: colour }}
            title={`${kinds[kind].label}: ${formatBytes(bytes)}`}
          />
        ))}
        {fits ? null : <div className={classes.excess} style={{ left: `${(available / scale) * 100}%` }} title="Beyond what is free" />}
      </div>
      <ul className={classes.legend}>
        {parts.map(({ kind, bytes, colour }) => (
          <li key={kind} title={`${kinds[kind].help}; ${formatBytesExactly(bytes)}`}>
            <span className={classes.swatch} style={{ background: colour }} />
            {kinds[kind].label} <span className={classes.figure}>{formatBytes(bytes)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
