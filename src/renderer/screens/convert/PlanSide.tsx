/** What the conversion gives, before anything is written: sizes, room, and who will open it. */
import type { ReactNode } from 'react';
import type { ConversionPlan } from '../../../shared/api/models.ts';
import { ErrorState, KeyValueList, Panel, ProofList, Stack, Text } from '../../components/index.ts';
import { formatBytes, formatCount, formatPlural, formatWhole } from '../../format/index.ts';

type Plan = Extract<ConversionPlan, { readonly ok: true }>;

/** Tokens. */
const usualConversation = 2048;

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
  const { before, after, bytes, memory, freeBytes, clients, notes } = plan;
  const spoken = Math.min(memory.positions, usualConversation);
  return (
    <Stack>
      <Panel title="What it gives">
        <Stack>
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
                label: 'Memory to talk',
                value: formatBytes(bytes[dtype] + memory.cacheBytesPerToken * spoken),
                hint: `Its weights as written, and the keys and values of a conversation of ${formatPlural(spoken, 'token')} (${formatBytes(memory.cacheBytesPerToken)} a token, at most ${formatPlural(memory.positions, 'token')}). What a step computes with comes on top.`,
              },
              {
                label: 'Memory to train',
                value: `up to ${formatBytes(memory.fullTraining)}`,
                hint: 'All of it, with AdamW: every weight with its gradient and two moments, 16 bytes a parameter, before activations. Low-rank experts take far less; Train shows a recipe’s memory to the byte before it starts.',
              },
            ]}
          />
          {notes.map((note) => (
            <Text key={note} look="soft" as="p">
              {note}
            </Text>
          ))}
        </Stack>
      </Panel>
      <Panel title="Who can open it">
        <ProofList proofs={clients.map(({ name, ok, reason }) => ({ name, outcome: ok ? 'pass' : 'fail', detail: reason }))} />
      </Panel>
    </Stack>
  );
}
