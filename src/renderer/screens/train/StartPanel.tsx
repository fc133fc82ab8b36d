/** The run's name, and the button that the whole screen is for. */
import { IconPlayerPlay, IconPlaylistAdd } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { toErrorObject } from '../../../shared/errors.ts';
import { Button, ErrorState, Panel, Row, Stack, Text, TextInput } from '../../components/index.ts';
import { formatPlural } from '../../format/index.ts';
import { useActiveRun } from '../../stores/useActiveRun.ts';
import { useAction } from '../../stores/useCall.ts';
import { useSettings } from '../../stores/useSettings.ts';
import classes from './StartPanel.module.css';
import { type Lack, stepNames } from './steps.ts';
import { countRuns, type ReadAxis } from './sweep.ts';

interface StartPanelProps {
  readonly recipe: Record<string, unknown>;
  readonly name: string;
  readonly onName: (name: string) => void;
  /** It is under way or waits: name and grid were for this once. */
  readonly onBegun: () => void;
  readonly suggestedName: string;
  /** Empty: one run. */
  readonly grid: readonly ReadAxis[];
  /** Why it cannot start; null: it can. */
  readonly refusal: string | null;
  /** What a step still lacks; null: nothing. */
  readonly lacks: Lack | null;
}

export function StartPanel({ recipe, name, onName, onBegun, suggestedName, grid, refusal, lacks }: StartPanelProps): ReactNode {
  const [, navigate] = useLocation();
  const active = useActiveRun();
  const paused = useSettings().settings?.queue.paused ?? false;
  const start = useAction('runs.start', { quiet: true });
  const sweep = useAction('runs.sweep', { quiet: true });
  const runs = countRuns(grid);
  const waits = active !== null || paused;
  const called = name.trim() || suggestedName;
  const begin = (): void => {
    const done = (route: string): void => {
      onBegun();
      navigate(route);
    };
    if (grid.length > 0) {
      sweep.run({ draft: recipe, name: called, grid: grid.map(({ path, values }) => ({ path, values: [...values] })) }, () => done('/runs'));
    } else {
      start.run({ draft: recipe, name: called }, ({ id }) => done(waits ? '/runs' : `/runs/${encodeURIComponent(id)}`));
    }
  };
  const failure = start.error ?? sweep.error;
  return (
    <div className={classes.start}>
      <Panel>
        <Stack gap={3}>
          <Row gap={4} align="end" justify="between" wrap>
            <div style={{ flex: 1, minWidth: 240, maxWidth: 480 }}>
              <TextInput
                label="Name of the run"
                placeholder={suggestedName}
                value={name}
                maxLength={200}
                onChange={(event) => onName(event.currentTarget.value)}
              />
            </div>
            <Button
              look="primary"
              icon={grid.length > 0 || waits ? IconPlaylistAdd : IconPlayerPlay}
              busy={start.busy || sweep.busy}
              refusal={refusal}
              onClick={begin}
              testId="start-run"
            >
              {grid.length > 0 ? `Queue ${formatPlural(runs, 'run')}` : waits ? 'Add to the queue' : 'Start training'}
            </Button>
          </Row>
          {active !== null && refusal === null ? <Text look="soft">{`It starts when ${active.name} and the runs before it have ended.`}</Text> : null}
          {active === null && paused && refusal === null ? <Text look="soft">The queue is paused: it waits until you let it go on, under Runs.</Text> : null}
          {lacks ? (
            <Row gap={3} wrap>
              <Text look="soft">{`${lacks.reason}.`}</Text>
              <Button to={`/train/${lacks.step}`}>{`Go to ${stepNames[lacks.step]}`}</Button>
            </Row>
          ) : null}
          {failure ? <ErrorState title="It did not start" error={toErrorObject(failure)} /> : null}
        </Stack>
      </Panel>
    </div>
  );
}
