/** Several values for some options: one run for every combination of them. */
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Button, IconButton, Panel, Row, Select, Stack, Text, TextInput } from '../../components/index.ts';
import { optionText } from '../../components/options/optionText.ts';
import { formatPlural } from '../../format/index.ts';
import { countRuns, mostAxes, type ReadAxis, type SweepAxis, type SweepOption, separatorOf } from './sweep.ts';

interface SweepPanelProps {
  readonly axes: readonly SweepAxis[];
  /** The same, read. */
  readonly read: readonly ReadAxis[];
  readonly options: readonly SweepOption[];
  readonly onChange: (axes: readonly SweepAxis[]) => void;
}

export function SweepPanel({ axes, read, options, onChange }: SweepPanelProps): ReactNode {
  const groups = [...new Set(options.map(({ group }) => group))];
  const taken = new Set(axes.map(({ path }) => path));
  const complete = read.every(({ problem }) => problem === null);
  return (
    <Panel title="Sweep" note={axes.length === 0 ? 'one run' : complete ? formatPlural(countRuns(read), 'run') : undefined}>
      <Stack gap={4}>
        <Text look="soft">Give an option several values, and every combination becomes a run of its own in the queue.</Text>
        {axes.map((axis, i) => {
          const option = options.find(({ path }) => path === axis.path)?.option;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an axis is its place
            <Row key={i} gap={3} align="start" wrap>
              <Select
                label="Option"
                placeholder="Choose an option"
                data={groups.map((group) => ({
                  group,
                  items: options
                    .filter((each) => each.group === group && (each.path === axis.path || !taken.has(each.path)))
                    .map(({ path, label }) => ({ value: path, label })),
                }))}
                value={axis.path === '' ? null : axis.path}
                onChange={(path) => path !== null && onChange(axes.with(i, { path, text: '' }))}
                searchable
                w={260}
              />
              <div style={{ flex: 1, minWidth: 220 }}>
                <TextInput
                  label="Values"
                  placeholder={option ? exampleOf(option) : ''}
                  disabled={!option}
                  value={axis.text}
                  onChange={(event) => onChange(axes.with(i, { ...axis, text: event.currentTarget.value }))}
                  error={axis.text.trim() === '' ? null : (read[i]?.problem ?? null)}
                  spellCheck={false}
                />
              </div>
              <div style={{ paddingTop: 22 }}>
                <IconButton label="Take this option out of the sweep" icon={IconX} onClick={() => onChange(axes.filter((_, other) => other !== i))} />
              </div>
            </Row>
          );
        })}
        <Row>
          <Button
            icon={IconPlus}
            onClick={() => onChange([...axes, { path: '', text: '' }])}
            refusal={axes.length >= mostAxes ? `A sweep takes at most ${mostAxes} options` : null}
            testId="add-sweep-option"
          >
            {axes.length === 0 ? 'Try several values' : 'Another option'}
          </Button>
        </Row>
      </Stack>
    </Panel>
  );
}

/** How values are typed: the choices there are, or the default and its double. */
function exampleOf(option: SweepOption['option']): string {
  const between = `${separatorOf(option)} `;
  switch (option.type) {
    case 'flag':
      return `true${between}false`;
    case 'choice':
      return option.choices.join(between);
    case 'choices':
      return [option.choices[0] ?? '', option.choices.join(', ')].join(between);
    case 'number':
    case 'integer':
      return [optionText(option.default), optionText(option.default * 2)].join(between);
    case 'text':
      return option.default;
  }
}
