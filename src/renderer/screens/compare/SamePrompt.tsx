/** One prompt, answered by each of the runs, one after the other. */
import { IconPlayerStopFilled, IconSend2 } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { RunRow } from '../../../shared/api/runs.ts';
import { Button, Columns, ErrorState, Panel, Row, Section, Stack, Text, TextInput, Waiting } from '../../components/index.ts';
import { useConversation } from '../../stores/conversations/ConversationsContext.tsx';
import { type Answer, answerText, hasSettled } from '../../stores/conversations/conversation.ts';

/** Greedy, so that what differs is the models. */
const sampling = { maxTokens: 128, temperature: 0, topK: 0, topP: 1, seed: 1 };

export function SamePrompt({ runs }: { readonly runs: readonly RunRow[] }): ReactNode {
  const ids = runs.map(({ id }) => id);
  const [exchanges, conversation] = useConversation(`compare ${[...ids].sort().join(' ')}`);
  const last = exchanges.at(-1);
  const [prompt, setPrompt] = useState(last?.prompt ?? '');
  const answers = ids.map((id) => last?.answers[id]);
  const busy = answers.some((answer) => answer && !hasSettled(answer));
  const models = ids.map((id) => ({ lane: id, model: id }));
  const ask = (): void => {
    if (prompt.trim() !== '' && !busy) conversation.askInstead({ prompt, models, sampling, system: '', routing: false, raw: false });
  };
  return (
    <Panel title="The same prompt to each">
      <Stack>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            ask();
          }}
        >
          <Row align="end">
            <TextInput label="Prompt" value={prompt} onChange={(event) => setPrompt(event.currentTarget.value)} style={{ flex: 1 }} />
            {busy ? (
              <Button icon={IconPlayerStopFilled} onClick={() => conversation.stop()}>
                Stop
              </Button>
            ) : (
              // The same button as Stop to the page: as a submit button it would ask anew at the end of the press that stops.
              <Button icon={IconSend2} onClick={ask} refusal={prompt.trim() === '' ? 'Write a prompt first' : null}>
                Ask
              </Button>
            )}
          </Row>
        </form>
        {answers.some((answer) => answer !== undefined) ? (
          <Columns min={260} max={3}>
            {runs.map(({ id, name }, i) => (
              <Section key={id} title={name}>
                <AnswerView answer={answers[i]} />
              </Section>
            ))}
          </Columns>
        ) : null}
      </Stack>
    </Panel>
  );
}

function AnswerView({ answer }: { readonly answer: Answer | undefined }): ReactNode {
  if (!answer) return <Text look="faint">not asked this</Text>;
  if (answer.error) return <ErrorState error={answer.error} />;
  if (answer.status === 'waiting') return <Waiting what={answer.phase} />;
  const text = answerText(answer);
  if (text === '') return <Text look="faint">{answer.status === 'stopped' ? 'stopped before its first word' : 'an empty answer'}</Text>;
  return <div style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text}</div>;
}
