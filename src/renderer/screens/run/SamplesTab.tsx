/** What the model answered as it was trained, evaluation by evaluation, newest first. */
import { IconMessages } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { LogEntry } from '../../../shared/api/runs.ts';
import type { SampleEvent } from '../../../shared/run.ts';
import { EmptyState, Panel, Stack, Switch, Tag, Text } from '../../components/index.ts';
import { formatPlural, formatWhole } from '../../format/index.ts';
import classes from './SamplesTab.module.css';
import { wordDiff } from './wordDiff.ts';

interface SamplesTabProps {
  readonly log: readonly LogEntry[];
  /** Whether the recipe asks for any. */
  readonly asked: boolean;
}

export function SamplesTab({ log, asked }: SamplesTabProps): ReactNode {
  const [marked, setMarked] = useState(false);
  const samples = log.flatMap(({ event }) => (event.type === 'sample' ? [event] : []));
  if (samples.length === 0) {
    return (
      <EmptyState icon={IconMessages} title={asked ? 'No answer yet' : 'This run asks nothing'}>
        {asked
          ? 'The prompts of the recipe are answered at every evaluation.'
          : 'Prompts in the recipe (Train, Parameters) are answered at every evaluation, so that you can read how the model changes.'}
      </EmptyState>
    );
  }
  const prompts = [...new Set(samples.map(({ prompt }) => prompt))];
  return (
    <Stack>
      <Switch label="Mark what changed since the evaluation before" checked={marked} onChange={(event) => setMarked(event.currentTarget.checked)} />
      {prompts.map((prompt) => (
        <Panel key={prompt} title={prompt}>
          <ol className={classes.answers}>
            {newestFirst(samples, prompt).map((sample, i, all) => (
              <li key={sample.step} className={classes.answer}>
                <span className={classes.step}>step {formatWhole(sample.step)}</span>
                <div className={classes.words}>
                  <Answer text={sample.text} before={marked ? all[i + 1]?.text : undefined} />
                  <Text look="faint" size="sm">
                    {formatPlural(sample.tokens, 'token')}
                    {sample.end === 'length' ? ', cut at the longest answer' : ''} {all[i + 1]?.text === sample.text ? <Tag>as before</Tag> : null}
                  </Text>
                </div>
              </li>
            ))}
          </ol>
        </Panel>
      ))}
    </Stack>
  );
}

/** @param before the answer that it is compared with; undefined: none. */
function Answer({ text, before }: { readonly text: string; readonly before: string | undefined }): ReactNode {
  if (text === '') return <Text look="faint">nothing</Text>;
  if (before === undefined) return <span className={classes.text}>{text}</span>;
  return (
    <span className={classes.text}>
      {wordDiff(before, text).map(({ text: words, kind }, i) => {
        if (kind === 'same') return words;
        const Mark = kind === 'added' ? 'ins' : 'del';
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
          <Mark key={i} className={classes[kind]}>
            {words}
          </Mark>
        );
      })}
    </span>
  );
}

/** A step that was made twice, after a resume, counts as it was made last. */
function newestFirst(samples: readonly SampleEvent[], prompt: string): readonly SampleEvent[] {
  const byStep = new Map(samples.filter((sample) => sample.prompt === prompt).map((sample) => [sample.step, sample]));
  return [...byStep.values()].sort((a, b) => b.step - a.step);
}
