/** Chooses a moment of a run's history: dragged, stepped, played, or always the newest. */
import { Slider } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerTrackNext } from '@tabler/icons-react';
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { Button, IconButton } from '../components/Button.tsx';
import { formatWhole } from '../format/index.ts';
import classes from './TimeScrubber.module.css';

export interface TimeScrubberProps {
  /** The steps there are pictures of, ascending. */
  readonly steps: ArrayLike<number>;
  /** Index into steps; null: the newest, followed as it changes. */
  readonly index: number | null;
  readonly onChange: (index: number | null) => void;
}

/** Milliseconds per picture while it plays; a whole run takes at most this long. */
const frame = 80;
const longest = 12_000;

export function TimeScrubber({ steps, index, onChange }: TimeScrubberProps): ReactNode {
  const [playing, setPlaying] = useState(false);
  const last = Math.max(0, steps.length - 1);
  const shown = index ?? last;
  const advance = useEffectEvent(() => {
    const next = shown + Math.max(1, Math.ceil((steps.length * frame) / longest));
    onChange(Math.min(last, next));
    if (next >= last) setPlaying(false);
  });
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => advance(), frame);
    return () => clearInterval(timer);
  }, [playing]);
  return (
    <div className={classes.scrubber}>
      <IconButton
        icon={playing ? IconPlayerPause : IconPlayerPlay}
        label={playing ? 'Stop playing' : 'Play the history'}
        refusal={steps.length < 2 ? 'There is only one step yet' : null}
        onClick={() => {
          if (!playing && shown >= last) onChange(0);
          setPlaying(!playing);
        }}
      />
      <Slider
        className={classes.slider ?? ''}
        thumbLabel="Step"
        min={0}
        max={Math.max(1, last)}
        value={shown}
        label={(value) => `step ${formatWhole(steps[value] ?? 0)}`}
        onChange={(value) => {
          setPlaying(false);
          onChange(value);
        }}
      />
      <span className={classes.step}>step {formatWhole(steps[shown] ?? 0)}</span>
      <Button
        look={index === null ? 'secondary' : 'quiet'}
        icon={IconPlayerTrackNext}
        onClick={() => {
          setPlaying(false);
          onChange(null);
        }}
      >
        Latest
      </Button>
    </div>
  );
}
