/** Playground: the same prompt to one or two models, answers streaming beside each other, tokens coloured by expert. */
import { useSessionStorage } from '@mantine/hooks';
import { IconMessages, IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { Button, EmptyState, IconButton, ModelPicker, Page, Panel, Split, Stack, showUndo } from '../../components/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { useRouteQuery } from '../../stores/useRouteQuery.ts';
import type { Lane } from './conversation.ts';
import { LaneView } from './LaneView.tsx';
import classes from './Playground.module.css';
import { PromptBox } from './PromptBox.tsx';
import { SettingsSide } from './SettingsSide.tsx';
import { defaultSettings } from './settings.ts';
import { useConversation } from './useConversation.ts';

interface Chosen {
  readonly first: string | null;
  readonly second: string | null;
  readonly two: boolean;
}

export function PlaygroundScreen(): ReactNode {
  const [chosen, choose] = useChosen();
  const [settings, setSettings] = useSessionStorage({ key: 'mixwright.playground.settings', defaultValue: defaultSettings, getInitialValueInEffect: false });
  const [problems, setProblems] = useState(0);
  const [prompt, setPrompt] = useState('');
  const [editing, setEditing] = useState(false);
  const [layer, setLayer] = useState<number | null>(null);
  const conversation = useConversation();

  const base = useBaseOf(chosen.first);

  const lanes: readonly { readonly lane: Lane; readonly model: string | null }[] = [
    { lane: 'first', model: chosen.first },
    ...(chosen.two ? [{ lane: 'second', model: chosen.second } as const] : []),
  ];
  const models = lanes.flatMap(({ lane, model }) => (model === null ? [] : [{ lane, model }]));
  const last = conversation.exchanges.at(-1);
  const leave = (): void => {
    setEditing(false);
    setPrompt('');
  };
  const refusal = models.length < lanes.length ? 'Choose a model first' : problems > 0 ? 'A sampling setting holds no value' : null;
  return (
    <Page
      title="Playground"
      subtitle="Talk to a model, or put the same prompt to two and compare."
      actions={
        <>
          {conversation.exchanges.length > 0 ? (
            <Button
              look="quiet"
              icon={IconTrash}
              onClick={() => {
                const { exchanges, restore, clear } = conversation;
                clear();
                leave();
                showUndo({ message: 'The conversation is cleared', undo: () => restore(exchanges) });
              }}
            >
              Clear
            </Button>
          ) : null}
          {chosen.two ? null : (
            <Button icon={IconPlus} onClick={() => choose({ ...chosen, second: base, two: true })}>
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
                      onChange={(text) => choose({ ...chosen, [lane]: text })}
                    />
                    {lane === 'second' ? (
                      <IconButton label="Close this side" icon={IconX} onClick={() => choose({ ...chosen, second: null, two: false })} />
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
            editing={editing}
            onLeave={leave}
            onSend={() => {
              conversation[editing ? 'again' : 'ask'](prompt, { models, settings });
              leave();
            }}
            onStop={conversation.stop}
            onAgain={last ? () => conversation.again(last.prompt, { models, settings }) : null}
            onEdit={
              last
                ? () => {
                    setPrompt(last.prompt);
                    setEditing(true);
                  }
                : null
            }
          />
        </Stack>
      </Split>
    </Page>
  );
}

/** The route says which models; without a word of it, those of the last visit. */
function useChosen(): readonly [Chosen, (next: Chosen) => void] {
  const query = useRouteQuery();
  const [, navigate] = useLocation();
  const [last, remember] = useSessionStorage<Chosen>({
    key: 'mixwright.playground.models',
    defaultValue: { first: null, second: null, two: false },
    getInitialValueInEffect: false,
  });
  const model = query.get('model');
  const beside = query.get('beside');
  useEffect(() => {
    if (model !== null) remember({ first: model || null, second: beside || null, two: beside !== null });
  }, [model, beside, remember]);
  const chosen = model === null ? last : { first: model || null, second: beside || null, two: beside !== null };
  return [
    chosen,
    ({ first, second, two }) => {
      const route = new URLSearchParams({ model: first ?? '', ...(two ? { beside: second ?? '' } : {}) });
      navigate(`/playground?${route}`, { replace: true });
    },
  ];
}

/** What a run was trained over: the model to compare it with. */
function useBaseOf(model: string | null): string | null {
  const { data = [] } = useCall('runs.list', {}, { enabled: model !== null });
  const [id] = (model ?? '').split('@');
  return data.find((run) => run.id === id)?.model ?? null;
}
