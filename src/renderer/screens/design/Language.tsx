import { type ReactNode, useState } from 'react';
import { ChatBubbles, CodeBlock, ExpertLegend, ExpertWeights, JsonView, Panel, Section, type ShownToken, Text, TokenText } from '../../components/index.ts';
import { Specimen, Specimens } from './Specimen.tsx';

const words = ['<|user|>', '\n', 'What', ' is', ' 7', ' times', ' 8', '?', '\n', '<|assistant|>', '\n', '7', ' times', ' 8', ' is', ' ', '56', '.', '<|end|>'];
const tokens: readonly ShownToken[] = words.map((text, i) => ({
  id: 100 + i,
  text,
  trained: i > 10,
  routing: [{ layer: 0, experts: [(i * 5) % 8, (i * 3 + 1) % 8], weights: [0.68, 0.32] }],
}));
const byExpert = { by: 'expert', layer: 0, experts: 8 } as const;
const many: readonly ShownToken[] = Array.from({ length: 400 }, () => tokens).flat();

export function Language(): ReactNode {
  return (
    <>
      <Section title="TokenText">
        <Specimens>
          <Specimen name="Trained or not; cut off from token 17 on">
            <Panel>
              <TokenText tokens={tokens} marks={{ by: 'trained', cut: 17 }} />
            </Panel>
          </Specimen>
          <Specimen name="By expert of one layer">
            <Panel>
              <TokenText tokens={tokens} marks={byExpert} />
              <ExpertLegend experts={8} />
            </Panel>
          </Specimen>
          <Specimen name="Walked by arrow keys, 7 600 tokens; the pinned one tells its experts">
            <Panel>
              <Walked />
            </Panel>
          </Specimen>
          <Specimen name="7 600 tokens">
            <Panel>
              <TokenText tokens={many} marks={{ by: 'trained' }} maxHeight={160} />
            </Panel>
          </Specimen>
        </Specimens>
      </Section>
      <Section title="ChatBubbles">
        <Specimens>
          <Specimen name="A conversation">
            <Panel>
              <ChatBubbles
                turns={[
                  { role: 'system', content: 'You answer in one sentence.' },
                  { role: 'user', content: 'What does a router do?' },
                  {
                    role: 'assistant',
                    content: 'It decides for every token which experts it goes through and how their outputs are weighted.',
                    foot: '21 tokens · 48 tokens/s',
                  },
                ]}
              />
            </Panel>
          </Specimen>
          <Specimen name="Waiting, then streaming token by token">
            <Panel>
              <ChatBubbles
                marks={byExpert}
                turns={[
                  { role: 'user', content: 'What is 7 times 8?' },
                  { role: 'assistant', content: '', waitsFor: 'Loading SmolLM2-135M' },
                  { role: 'assistant', content: '', tokens: tokens.slice(11), streaming: true },
                ]}
              />
            </Panel>
          </Specimen>
        </Specimens>
      </Section>
      <Section title="CodeBlock and JsonView">
        <Specimens>
          <Specimen name="CodeBlock">
            <CodeBlock title="Terminal" text={'ollama create mixwright -f Modelfile\nollama run mixwright'} />
          </Specimen>
          <Specimen name="JsonView">
            <Panel>
              <JsonView
                open={2}
                value={{
                  model_type: 'qwen3_moe',
                  num_experts: 8,
                  norm_topk_prob: true,
                  rope_scaling: null,
                  mlp_only_layers: [],
                  layers: Array.from({ length: 3 }, (_, i) => ({ index: i })),
                }}
              />
            </Panel>
          </Specimen>
        </Specimens>
      </Section>
    </>
  );
}

function Walked(): ReactNode {
  const [pinned, pin] = useState<number | null>(null);
  const routing = pinned === null ? undefined : many[pinned]?.routing?.[0];
  return (
    <>
      <TokenText tokens={many} marks={byExpert} maxHeight={160} walk={{ label: 'Sample tokens, by arrow keys', pinned, onPin: pin, onPoint: () => {} }} />
      {routing ? (
        <ExpertWeights experts={8} weights={routing.experts.map((expert, i) => ({ expert, weight: routing.weights[i] ?? 0 }))} />
      ) : (
        <Text look="faint">no token is pinned</Text>
      )}
    </>
  );
}
