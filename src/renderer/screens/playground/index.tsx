/** Playground: the same prompt to one or two models, answers streaming beside each other, tokens coloured by expert. */
import { useSessionStorage } from '@mantine/hooks';
import { IconMessages, IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button, EmptyState, IconButton, ModelPicker, Page, Panel, Split, Stack } from '../../components/index.ts';
import { useRouteQuery } from '../../stores/useRouteQuery.ts';
import type { Lane } from './conversation.ts';
import { LaneView } from './LaneView.tsx';
import classes from './Playground.module.css';
import { PromptBox } from './PromptBox.tsx';
import { SettingsSide } from './SettingsSide.tsx';
import { defaultSettings } from './settings.ts';
import { useConversation } from './useConversation.ts';

export function PlaygroundScreen(): ReactNode {
  const query = useRouteQuery();
  const [chosen, setChosen] = useSessionStorage<{ readonly first: string | null; readonly second: string | null; readonly two: boolean }>({
    key: 'mixwright.playground.models',
    defaultValue: { first: null, second: null, two: false },
    getInitialValueInEffect: false,
  });
  const [settings, setSettings] = useSessionStorage({ key: 'mixwright.playground.settings', defaultValue: defaultSettings, getInitialValueInEffect: false });
  const [problems, setProblems] = useState(0);
  const [prompt, setPrompt] = useState('');
  const [layer, setLayer] = useState<number | null>(null);
  const conversation = useConversation();

  const asked = query.get('model');
  const beside = query.get('beside');
  useEffect(() => {
    if (asked !== null) setChosen({ first: asked, second: beside, two: beside !== null });
  }, [asked, beside, setChosen]);

  const lanes: readonly { readonly lane: Lane; readonly model: string | null }[] = [
    { lane: 'first', model: chosen.first },
    ...(chosen.two ? [{ lane: 'second', model: chosen.second } as const] : []),
  ];
  const models = lanes.flatMap(({ lane, model }) => (model === null ? [] : [{ lane, model }]));
  const last = conversation.exchanges.at(-1);
  const refusal = models.length < lanes.length ? 'Choose a model first' : problems > 0 ? 'A sampling setting holds no value' : null;
  return (
    <Page
      title="Playground"
      subtitle="Talk to a model, or put the same prompt to two and compare."
      actions={
        <>
          {conversation.exchanges.length > 0 ? (
            <Button look="quiet" icon={IconTrash} onClick={conversation.clear}>
              Clear
            </Button>
          ) : null}
          {chosen.two ? null : (
            <Button icon={IconPlus} onClick={() => setChosen({ ...chosen, two: true })}>
              Compare with another
            </Button>
          )}
        </>
      }
    >
      <Split side={<SettingsSide settings={settings} onChange={setSettings} onProblems={setProblems} />}>
        <Stack>
          <div className={classes.lanes} data-two={chosen.two}>
            {lanes.map(({ lane, model }) => (
              <Panel key={lane}>
                <Stack>
                  <div className={classes.model}>
                    <ModelPicker
                      label={chosen.two ? (lane === 'first' ? 'Left' : 'Right') : 'Model'}
                      value={model}
                      onChange={(text) => setChosen({ ...chosen, [lane]: text })}
                    />
                    {lane === 'second' ? (
                      <IconButton label="Close this side" icon={IconX} onClick={() => setChosen({ ...chosen, second: null, two: false })} />
                    ) : null}
                  </div>
                  {conversation.exchanges.length === 0 ? (
                    <EmptyState compact icon={IconMessages} title={model === null ? 'No model chosen' : 'Nothing asked yet'}>
                      {model === null ? 'Any model of the list can be talked to, and so can every run that has saved a checkpoint.' : 'Write a prompt below.'}
                    </EmptyState>
                  ) : (
                    <LaneView
                      lane={lane}
                      exchanges={conversation.exchanges}
                      system={settings.raw ? '' : settings.system}
                      colourExperts={settings.experts}
                      layer={layer}
                      onLayer={setLayer}
                    />
                  )}
                </Stack>
              </Panel>
            ))}
          </div>
          <PromptBox
            value={prompt}
            onChange={setPrompt}
            busy={conversation.busy}
            refusal={refusal}
            onSend={() => {
              conversation.ask(prompt, { models, settings });
              setPrompt('');
            }}
            onStop={conversation.stop}
            onAgain={last ? () => conversation.again(prompt.trim() === '' ? last.prompt : prompt, { models, settings }) : null}
          />
        </Stack>
      </Split>
    </Page>
  );
}
