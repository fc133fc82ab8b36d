/** Method, options, and where the new model goes; the plan beside them follows every change. */

import { useDebouncedValue, useSessionStorage } from '@mantine/hooks';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { DescribedMethod } from '../../../shared/api/models.ts';
import { toErrorObject } from '../../../shared/errors.ts';
import { unusedName } from '../../../shared/unusedName.ts';
import {
  Button,
  ErrorState,
  MethodCards,
  NumberInput,
  OptionForm,
  Panel,
  PathField,
  QueryView,
  Row,
  Segmented,
  Select,
  Split,
  Stack,
  TextInput,
} from '../../components/index.ts';
import { formatBytes } from '../../format/index.ts';
import { useAction, useCall } from '../../stores/useCall.ts';
import { PlanSide } from './PlanSide.tsx';

interface ConvertFormProps {
  readonly model: string;
  /** For people. */
  readonly modelName: string;
  /** Of the models there are. */
  readonly takenNames: readonly string[];
  readonly methods: readonly DescribedMethod[];
  /** Of the route; else the first. */
  readonly initialMethod: string | null;
  /** Why nothing can start now. */
  readonly busy: string | null;
  /** Of the newest conversion: below the button that did it. */
  readonly outcome: ReactNode;
}

const dtypes = ['f32', 'bf16', 'f16'] as const;
type Dtype = (typeof dtypes)[number];

interface ConvertDraft {
  /** null: the first. */
  readonly method: string | null;
  readonly values: Readonly<Record<string, unknown>>;
  /** null: as suggested. */
  readonly name: string | null;
  readonly place: 'own' | 'elsewhere';
  readonly output: string;
  /** null: the base's. */
  readonly dtype: Dtype | null;
  readonly seed: number;
}

const nothingDrafted: ConvertDraft = { method: null, values: {}, name: null, place: 'own', output: '', dtype: null, seed: 1 };

export function ConvertForm({ model, modelName, takenNames, methods, initialMethod, busy, outcome }: ConvertFormProps): ReactNode {
  // There again when the user comes back to the screen or loads it anew.
  const [draft, setDraft] = useSessionStorage<ConvertDraft>({
    key: `mixwright.convert.${model}.${initialMethod ?? ''}`,
    defaultValue: { ...nothingDrafted, method: initialMethod },
    getInitialValueInEffect: false,
  });
  const change = (part: Partial<ConvertDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const { values, name, place, output, seed } = draft;
  const [problems, setProblems] = useState(0);
  const start = useAction('conversions.start', { quiet: true });
  const method = methods.find(({ id }) => id === draft.method) ?? methods[0];
  const [settled] = useDebouncedValue(values, 150);
  const plan = useCall(
    'conversions.plan',
    { model, method: method?.id ?? '-', options: settled },
    { enabled: method !== undefined && problems === 0, keepPrevious: true },
  );
  if (!method) return null;

  const planned = plan.data?.ok ? plan.data : null;
  const dtype = draft.dtype ?? planned?.baseDtype ?? 'bf16';
  const suggested = unusedName(planned ? `${modelName} ${planned.experts}x top${planned.topK}` : `${modelName} moe`, takenNames);
  const room =
    planned && place === 'own' && planned.bytes[dtype] > planned.freeBytes
      ? `It needs ${formatBytes(planned.bytes[dtype])}, and ${formatBytes(planned.freeBytes)} are free`
      : null;
  const refusal =
    busy ??
    (problems > 0 ? 'An option holds no value' : null) ??
    (plan.data?.ok === false ? plan.data.reason : null) ??
    room ??
    (planned === null || plan.isPlaceholderData || settled !== values ? 'Working out what it gives' : null) ??
    (place === 'elsewhere' && output.trim() === '' ? 'Choose a folder' : null);
  const { id, options } = method;
  return (
    <Split
      sideWidth={360}
      side={
        <QueryView query={plan} waitsFor="Working out what it gives" failure="It could not be worked out">
          {(known) => <PlanSide plan={known} dtype={dtype} />}
        </QueryView>
      }
    >
      <Stack>
        <Panel title="How">
          <Stack gap={5}>
            <MethodCards
              label="Method"
              methods={methods}
              chosen={new Set([id])}
              onChoose={(next) => {
                change({ method: next, values: {} });
                setProblems(0);
              }}
            />
            <OptionForm
              key={id}
              options={options}
              values={values}
              onChange={(next) => change({ values: next })}
              onProblems={setProblems}
              errors={plan.data?.ok === false && plan.data.field !== null ? { [plan.data.field.split('.').at(-1) ?? '']: plan.data.reason } : {}}
            />
          </Stack>
        </Panel>
        <Panel title="The new model">
          <Stack>
            <Row gap={4} align="start" wrap>
              <div style={{ flex: 1, minWidth: 200 }}>
                <TextInput label="Name" maxLength={200} value={name ?? suggested} onChange={(event) => change({ name: event.currentTarget.value })} />
              </div>
              <Select
                label="Number type"
                data={dtypes.map((value) => ({ value, label: planned ? `${value} · ${formatBytes(planned.bytes[value])}` : value }))}
                value={dtype}
                onChange={(value) => change({ dtype: value })}
                allowDeselect={false}
                w={180}
              />
              <NumberInput
                label="Seed"
                min={0}
                allowDecimal={false}
                value={seed}
                onChange={(value) => typeof value === 'number' && change({ seed: value })}
                w={110}
              />
            </Row>
            <Segmented
              label="Where it goes"
              value={place}
              options={[
                { value: 'own', label: "Among Mixwright's models" },
                { value: 'elsewhere', label: 'Another folder' },
              ]}
              onChange={(next) => change({ place: next })}
            />
            {place === 'elsewhere' ? (
              <PathField
                label="New folder"
                value={output}
                onChange={(path) => change({ output: path })}
                request={{ kind: 'save', title: 'Where to write the new model' }}
              />
            ) : null}
            {start.error ? <ErrorState title="The conversion did not start" error={toErrorObject(start.error)} /> : null}
            <Row justify="end">
              <Button
                look="primary"
                icon={IconArrowsSplit2}
                busy={start.busy}
                refusal={refusal}
                testId="start-convert"
                onClick={() =>
                  start.run(
                    {
                      model,
                      method: id,
                      options: { ...values },
                      name: (name ?? suggested).trim() || suggested,
                      output: place === 'own' ? null : output,
                      dtype,
                      seed,
                      device: 'auto',
                    },
                    // What comes next needs a name and a folder of its own.
                    () => change({ name: null, output: '' }),
                  )
                }
              >
                Convert
              </Button>
            </Row>
          </Stack>
        </Panel>
        {outcome}
      </Stack>
    </Split>
  );
}
