/** What the run takes of the device, and what would make it take less. */
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { MixwrightError } from '../../../shared/errors.ts';
import type { PlanReport } from '../../../shared/jobs.ts';
import { Button, MemoryBar, Panel, type Proof, ProofList, QueryView, Stack } from '../../components/index.ts';
import { formatBytes } from '../../format/index.ts';
import type { TrainDraft } from './draft.ts';
import { isRefused, Refusal } from './Refusal.tsx';
import { WaysOut } from './WaysOut.tsx';

interface MemoryPanelProps {
  readonly plan: UseQueryResult<PlanReport, MixwrightError>;
  readonly draft: TrainDraft;
  readonly onApply: (sets: readonly string[]) => void;
}

/** Of what is told in the end, in pixels: the panels below do not move when it comes. */
const toldHeight = 152;

export function MemoryPanel({ plan, draft, onApply }: MemoryPanelProps): ReactNode {
  const [open, setOpen] = useState(false);
  const { data } = plan;
  const ways = data?.ways ?? [];
  return (
    <Panel
      title="Memory"
      note={plan.isPlaceholderData && plan.isFetching ? 'working it out again…' : undefined}
      actions={
        data?.fits && ways.length > 0 ? (
          <Button look="quiet" onClick={() => setOpen(!open)}>
            {open ? 'Hide the ways to take less' : 'Ways to take less'}
          </Button>
        ) : null
      }
    >
      {isRefused(plan.error) ? (
        <Refusal title="It cannot be trained like this" error={plan.error} draft={draft} />
      ) : (
        <div style={{ display: 'grid', minHeight: toldHeight }}>
          <QueryView query={plan} waitsFor="Building the graph and working out what it takes" failure="What it takes could not be worked out">
            {({ memory, device, fits }) => (
              <Stack gap={5}>
                <ProofList proofs={[fitProof(fits, memory.total, device.available)]} />
                <MemoryBar memory={memory} available={device.available} device={device.id} />
                {(!fits || open) && ways.length > 0 ? (
                  <WaysOut ways={ways} total={memory.total} available={device.available} busy={plan.isPlaceholderData} onApply={onApply} />
                ) : null}
              </Stack>
            )}
          </QueryView>
        </div>
      )}
    </Panel>
  );
}

function fitProof(fits: boolean, total: number, available: number): Proof {
  return fits
    ? { name: 'It fits', outcome: 'pass', detail: 'Worked out from the graph that will run, before anything is allocated.' }
    : {
        name: 'It does not fit',
        outcome: 'fail',
        detail: `It takes ${formatBytes(total)}, and ${formatBytes(available)} are free.`,
        hint: 'Choose one of the ways out, a smaller model, or close other programs.',
      };
}
