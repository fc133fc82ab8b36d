/** What the conversion gives, before anything is written: sizes, room, and who will open it. */
import type { ReactNode } from 'react';
import type { ConversionPlan } from '../../../shared/api/models.ts';
import { ErrorState, KeyValueList, Panel, ProofList, Stack } from '../../components/index.ts';
import { formatBytes, formatCount, formatWhole } from '../../format/index.ts';

type Plan = Extract<ConversionPlan, { readonly ok: true }>;

export function PlanSide({ plan, dtype }: { readonly plan: ConversionPlan; readonly dtype: keyof Plan['bytes'] }): ReactNode {
  if (!plan.ok) {
    return (
      <Panel title="It cannot be converted like this">
        <ErrorState
          error={{
            type: 'error',
            code: 'BAD_OPTIONS',
            message: plan.reason,
            ...(plan.hint === null ? {} : { hint: plan.hint }),
            ...(plan.field === null ? {} : { field: plan.field }),
          }}
        />
      </Panel>
    );
  }
  const { before, after, bytes, freeBytes, clients, notes } = plan;
  return (
    <Stack>
      <Panel title="What it gives">
        <KeyValueList
          items={[
            { label: 'Becomes', value: `${plan.modelType}, ${formatWhole(plan.experts)} experts, top ${plan.topK}` },
            { label: 'Expert layers', value: `${plan.moeLayers} of ${plan.layers}` },
            { label: 'Parameters', value: `${formatCount(before.parameters)} → ${formatCount(after.parameters)}` },
            {
              label: 'Active per token',
              value: formatCount(after.activeParameters),
              hint: 'What a token is computed with: the shared part and the experts it is sent to. It decides the speed; all parameters together decide the memory.',
            },
            { label: 'On disk', value: `${formatBytes(before.bytes)} → ${formatBytes(bytes[dtype])}` },
            { label: 'Free on disk', value: formatBytes(freeBytes) },
            {
              label: 'In memory',
              value: `${formatBytes(before.bytes)} → ${formatBytes(bytes[dtype])}`,
              hint: 'The weights alone, as written. What training adds depends on the method; Train shows it to the byte before it starts.',
            },
          ]}
        />
        {notes.map((note) => (
          <p key={note} style={{ color: 'var(--mw-text-soft)' }}>
            {note}
          </p>
        ))}
      </Panel>
      <Panel title="Who can open it">
        <ProofList proofs={clients.map(({ name, ok, reason }) => ({ name, outcome: ok ? 'pass' : 'fail', detail: reason }))} />
      </Panel>
    </Stack>
  );
}
