/** How the curves of a screen are drawn. */
import { Checkbox, Slider } from '@mantine/core';
import { IconZoomReset } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Button } from '../components/Button.tsx';
import { Segmented } from '../components/choices.tsx';
import classes from './ChartToolbar.module.css';
import { useChartGroup, useZoom } from './chartGroup.ts';
import type { ChartSettings, XAxis } from './settings.ts';

const axes: readonly { readonly value: XAxis; readonly label: string }[] = [
  { value: 'step', label: 'Step' },
  { value: 'tokens', label: 'Tokens' },
  { value: 'time', label: 'Time' },
];

export interface ChartToolbarProps {
  readonly settings: ChartSettings;
  readonly onChange: (change: Partial<ChartSettings>) => void;
}

/** Inside of the ChartGroupProvider whose charts it is about. */
export function ChartToolbar({ settings, onChange }: ChartToolbarProps): ReactNode {
  const group = useChartGroup();
  const zoom = useZoom(group);
  return (
    <div className={classes.toolbar}>
      <div className={classes.smoothing}>
        Smoothing
        <Slider
          thumbLabel="Smoothing"
          className={classes.slider ?? ''}
          min={0}
          max={0.9}
          step={0.05}
          label={null}
          value={settings.smoothing}
          onChange={(smoothing) => onChange({ smoothing })}
        />
        <span className={classes.value}>{settings.smoothing.toFixed(2)}</span>
      </div>
      <Segmented
        label="Horizontal axis"
        value={settings.x}
        options={axes}
        onChange={(x) => {
          // A range of steps is none of tokens.
          group.zoomTo(null);
          onChange({ x });
        }}
      />
      <Checkbox label="Log scale" checked={settings.log} onChange={(event) => onChange({ log: event.currentTarget.checked })} />
      <Checkbox label="Ignore outliers" checked={settings.clip} onChange={(event) => onChange({ clip: event.currentTarget.checked })} />
      {zoom ? (
        <Button look="quiet" icon={IconZoomReset} onClick={() => group.zoomTo(null)}>
          Show everything
        </Button>
      ) : null}
    </div>
  );
}
