/** How it is trained: one method that says what changes, and what is added to its loss. */
import type { ReactNode } from 'react';
import type { DescribedMethod } from '../../../shared/api/models.ts';
import type { Section } from '../../../shared/canonicalNames.ts';
import { Button, MethodCards, OptionForm, Section as PageSection, Panel, QueryView, Stack, Text } from '../../components/index.ts';
import { useHost } from '../../stores/ConnectionContext.tsx';
import { useCall } from '../../stores/useCall.ts';
import type { TrainDraft } from './draft.ts';
import { paperAddress } from './paperAddress.ts';
import { type DraftProblem, errorsUnder } from './problem.ts';
import { useProblemCounts } from './useProblemCounts.ts';

type Uses = TrainDraft['methods'];

interface MethodStepProps {
  readonly methods: Uses;
  readonly onChange: (methods: Uses) => void;
  readonly onProblems: (count: number) => void;
  readonly problem: DraftProblem | null;
}

/** Kinds that only make sense beside another method. */
const extraKinds: ReadonlySet<string> = new Set(['balance', 'loss']);

export function MethodStep(props: MethodStepProps): ReactNode {
  const query = useCall('methods.list', {});
  return (
    <QueryView query={query} waitsFor="Reading the list of methods">
      {(known) => <Methods {...props} known={known.filter(({ kind }) => kind !== 'conversion')} />}
    </QueryView>
  );
}

function Methods({ methods, onChange, onProblems, problem, known }: MethodStepProps & { readonly known: readonly DescribedMethod[] }): ReactNode {
  const count = useProblemCounts(onProblems);
  const choose = (uses: Uses): void => {
    onChange(uses);
    // What was typed for a method goes with it.
    for (const { id } of methods) if (!uses.some((use) => use.id === id)) count(id, 0);
  };
  const isExtra = ({ kind }: DescribedMethod): boolean => extraKinds.has(kind);
  const main = known.filter((method) => !isExtra(method));
  const extras = known.filter(isExtra);
  const chosen = new Set(methods.map(({ id }) => id));
  const kept = (group: readonly DescribedMethod[]): Uses => methods.filter(({ id }) => group.some((method) => method.id === id));
  return (
    <Stack>
      <Panel title="What is trained">
        <MethodCards
          label="Method"
          methods={main}
          chosen={chosen}
          onChoose={(id) => choose([methods.find((use) => use.id === id) ?? { id, options: {} }, ...kept(extras)])}
        />
      </Panel>
      {extras.length > 0 ? (
        <Panel title="Added to it" note="optional">
          <Stack gap={3}>
            <Text look="soft">For a mixture of experts: terms that keep its routers healthy.</Text>
            <MethodCards
              label="Added to it"
              many
              methods={extras}
              chosen={chosen}
              onChoose={(id, on) => choose(on ? [...methods, { id, options: {} }] : methods.filter((use) => use.id !== id))}
            />
          </Stack>
        </Panel>
      ) : null}
      <MethodOptions methods={methods} known={known} onChange={onChange} onCount={count} problem={problem} />
    </Stack>
  );
}

interface MethodOptionsProps extends Omit<MethodStepProps, 'onProblems'> {
  readonly known: readonly DescribedMethod[];
  readonly onCount: (method: string, problems: number) => void;
}

function MethodOptions({ methods, known, onChange, onCount, problem }: MethodOptionsProps): ReactNode {
  const host = useHost();
  const shown = methods.flatMap((use, index) => {
    const method = known.find(({ id }) => id === use.id);
    return method ? [{ use, index, method }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <Panel title="Options">
      <Stack gap={6}>
        {shown.map(({ use: { options }, index, method: { id, name, paper, options: schema } }) => {
          const address = paperAddress(paper);
          return (
            <PageSection
              key={id}
              title={name}
              actions={
                address ? (
                  <Button look="quiet" onClick={() => host.openExternal(address)}>
                    {paper}
                  </Button>
                ) : null
              }
            >
              {schema.length === 0 ? (
                <Text look="soft">It has no options.</Text>
              ) : (
                <OptionForm
                  options={schema}
                  values={options}
                  onChange={(values: Section) => onChange(methods.with(index, { id, options: values }))}
                  onProblems={(problems) => onCount(id, problems)}
                  errors={errorsUnder(problem, id)}
                />
              )}
            </PageSection>
          );
        })}
      </Stack>
    </Panel>
  );
}
