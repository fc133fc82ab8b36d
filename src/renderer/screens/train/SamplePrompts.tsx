/** What the model is asked at every evaluation, for people to read. */
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RecipeField } from '../../../shared/api/recipes.ts';
import type { Section } from '../../../shared/canonicalNames.ts';
import { Button, IconButton, Panel, Row, Stack, Text, Textarea } from '../../components/index.ts';
import { promptsOf } from './draft.ts';
import { RecipeForm } from './RecipeForm.tsx';

interface SamplePromptsProps {
  readonly samples: Section;
  /** Of an answer. */
  readonly fields: readonly RecipeField[];
  readonly onChange: (samples: Section) => void;
  readonly onProblems: (count: number) => void;
}

export function SamplePrompts({ samples, fields, onChange, onProblems }: SamplePromptsProps): ReactNode {
  const prompts = promptsOf(samples);
  const set = (next: readonly string[]): void => onChange(next.length === 0 ? {} : { ...samples, prompts: next });
  return (
    <Panel title="Samples" note={prompts.length === 0 ? 'none' : undefined}>
      <Stack gap={4}>
        <Text look="soft">The model answers these prompts at every evaluation and at the end, so that you can read what it has learnt.</Text>
        {prompts.map((prompt, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a prompt is its place
          <Row key={i} gap={2} align="start">
            <div style={{ flex: 1 }}>
              <Textarea
                aria-label={`Prompt ${i + 1}`}
                placeholder="What to ask"
                autosize
                minRows={1}
                maxRows={8}
                value={prompt}
                onChange={(event) => set(prompts.with(i, event.currentTarget.value))}
                data-autofocus
              />
            </div>
            <IconButton label={`Remove prompt ${i + 1}`} icon={IconX} onClick={() => set(prompts.filter((_, other) => other !== i))} />
          </Row>
        ))}
        <Row>
          <Button icon={IconPlus} onClick={() => set([...prompts, ''])} refusal={prompts.at(-1) === '' ? 'Write the last one first' : null}>
            Add a prompt
          </Button>
        </Row>
        {prompts.length > 0 ? <RecipeForm fields={fields} section={samples} onChange={onChange} onProblems={onProblems} /> : null}
      </Stack>
    </Panel>
  );
}
