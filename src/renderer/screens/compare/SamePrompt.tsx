/** One prompt, answered by each of the runs, one after the other. */
import { IconPlayerStopFilled, IconSend2 } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { RunRow } from '../../../shared/api/runs.ts';
import { type ErrorObject, toErrorObject } from '../../../shared/errors.ts';
import { Button, Columns, ErrorState, Panel, Row, Section, Stack, Text, TextInput, Waiting } from '../../components/index.ts';
import { useConnection } from '../../stores/ConnectionContext.tsx';

interface Answer {
  readonly text: string;
  /** What it waits for; null once the first word is there. */
  readonly waitsFor: string | null;
  readonly error: ErrorObject | null;
  /** Before its first word. */
  readonly stopped: boolean;
}

const nothingYet: Answer = { text: '', waitsFor: null, error: null, stopped: false };

/** Greedy, so that what differs is the models. */
const sampling = { maxTokens: 128, temperature: 0, topK: 0, topP: 1, seed: 1 };

export function SamePrompt({ runs }: { readonly runs: readonly RunRow[] }): ReactNode {
  const connection = useConnection();
  const [prompt, setPrompt] = useState('');
  const [answers, setAnswers] = useState<Readonly<Record<string, Answer>>>({});
  const [busy, setBusy] = useState(false);
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);

  const ask = async (): Promise<void> => {
    const stop = new AbortController();
    current.current = stop;
    setBusy(true);
    const update = (id: string, change: (answer: Answer) => Answer): void => setAnswers((before) => ({ ...before, [id]: change(before[id] ?? nothingYet) }));
    for (const [i, { id }] of runs.entries()) update(id, () => ({ ...nothingYet, waitsFor: i === 0 ? 'Opening the model' : 'Waits for the other answers' }));
    for (const { id } of runs) {
      if (stop.signal.aborted) break;
      try {
        const client = await connection.ready(stop.signal);
        const input = { model: id, messages: [{ role: 'user' as const, content: prompt }], sampling, routing: false };
        for await (const item of client.stream('chat.answer', input, { signal: stop.signal })) {
          if (item.type === 'phase') update(id, (answer) => ({ ...answer, waitsFor: item.phase }));
          if (item.type === 'tokens') update(id, ({ text }) => ({ ...nothingYet, text: text + item.tokens.map((token) => token.text).join('') }));
          if (item.type === 'end') update(id, (answer) => ({ ...answer, waitsFor: null }));
        }
      } catch (error) {
        if (!stop.signal.aborted) update(id, (answer) => ({ ...answer, waitsFor: null, error: toErrorObject(error) }));
      }
    }
    for (const { id } of runs) update(id, (answer) => ({ ...answer, waitsFor: null, stopped: answer.waitsFor !== null }));
    setBusy(false);
  };
  return (
    <Panel title="The same prompt to each">
      <Stack>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (prompt.trim() !== '' && !busy) void ask();
          }}
        >
          <Row align="end">
            <TextInput label="Prompt" value={prompt} onChange={(event) => setPrompt(event.currentTarget.value)} style={{ flex: 1 }} />
            {busy ? (
              <Button icon={IconPlayerStopFilled} onClick={() => current.current?.abort()}>
                Stop
              </Button>
            ) : (
              <Button type="submit" icon={IconSend2} refusal={prompt.trim() === '' ? 'Write a prompt first' : null}>
                Ask
              </Button>
            )}
          </Row>
        </form>
        {Object.keys(answers).length > 0 ? (
          <Columns min={260} max={3}>
            {runs.map(({ id, name }) => (
              <Section key={id} title={name}>
                <AnswerView answer={answers[id]} />
              </Section>
            ))}
          </Columns>
        ) : null}
      </Stack>
    </Panel>
  );
}

function AnswerView({ answer }: { readonly answer: Answer | undefined }): ReactNode {
  if (!answer) return null;
  if (answer.error) return <ErrorState error={answer.error} />;
  if (answer.waitsFor !== null) return <Waiting what={answer.waitsFor} />;
  if (answer.stopped) return <Text look="faint">stopped before its first word</Text>;
  return <div style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{answer.text === '' ? <Text look="faint">an empty answer</Text> : answer.text}</div>;
}
