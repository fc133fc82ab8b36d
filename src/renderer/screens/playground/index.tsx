/** Playground: the same prompt to one or two models, answers streaming beside each other, tokens coloured by expert. */
import { useMediaQuery, useSessionStorage } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Button, IconButton, ModelPicker, Page, Panel, showUndo } from '../../components/index.ts';
import { useConversation } from '../../stores/conversations/ConversationsContext.tsx';
import { isAnswering } from '../../stores/conversations/conversation.ts';
import type { Question } from '../../stores/conversations/openConversations.ts';
import { useCall } from '../../stores/useCall.ts';
import { LaneView } from './LaneView.tsx';
import classes from './Playground.module.css';
import { PromptBox } from './PromptBox.tsx';
import { SettingsSide } from './SettingsSide.tsx';
import { defaultSettings } from './settings.ts';
import { useChosenModels } from './useChosenModels.ts';

/** What is written and not sent yet. */
interface Draft {
  readonly text: string;
  /** It takes the last prompt's place. */
  readonly editing: boolean;
}

const nothingWritten: Draft = { text: '', editing: false };

export function PlaygroundScreen(): ReactNode {
  const [chosen, choose] = useChosenModels();
  const [settings, setSettings] = useSessionStorage({ key: 'mixwright.playground.settings', defaultValue: defaultSettings, getInitialValueInEffect: false });
  const [draft, write] = useSessionStorage({ key: 'mixwright.playground.draft', defaultValue: nothingWritten, getInitialValueInEffect: false });
  const [problems, setProblems] = useState(0);
  const [layer, setLayer] = useState<number | null>(null);
  const roomy = useMediaQuery('(min-width: 1180px)', undefined, { getInitialValueInEffect: false });
  const [sideChosen, showSide] = useState<boolean | null>(null);
  const [exchanges, conversation] = useConversation('playground');
  const base = useBaseOf(chosen.first);

  const lanes = [{ lane: 'first', model: chosen.first }, ...(chosen.two ? [{ lane: 'second', model: chosen.second }] : [])] as const;
  const models = lanes.flatMap(({ lane, model }) => (model === null ? [] : [{ lane, model }]));
  const last = exchanges.at(-1);
  const editing = draft.editing && last !== undefined;
  const refusal = models.length < lanes.length ? 'Choose a model first' : problems > 0 ? 'A sampling setting holds no value' : null;
  const question = (prompt: string): Question => ({
    prompt,
    models,
    sampling: settings.sampling,
    system: settings.system,
    routing: settings.experts,
    raw: settings.raw,
  });
  const side = sideChosen ?? roomy;
  return (
    <Page
      title="Playground"
      subtitle="Talk to a model, or put the same prompt to two and compare."
      width="full"
      actions={
        <>
          {exchanges.length > 0 ? (
            <Button
              look="quiet"
              icon={IconTrash}
              onClick={() => {
                conversation.clear();
                if (editing) write(nothingWritten);
                showUndo({ message: 'The conversation is cleared', undo: () => conversation.restore(exchanges) });
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
          <IconButton label="Answer settings" icon={IconAdjustmentsHorizontal} active={side} onClick={() => showSide(!side)} />
        </>
      }
    >
      <div className={classes.screen}>
        <div className={classes.chat}>
          <div className={classes.lanes} data-two={chosen.two}>
            {lanes.map(({ lane, model }) => (
              <Panel key={lane} flush fill>
                <div className={classes.model}>
                  <ModelPicker
                    label={chosen.two ? (lane === 'first' ? 'Left' : 'Right') : 'Model'}
                    value={model}
                    onChange={(text) => choose({ ...chosen, [lane]: text })}
                  />
                  {lane === 'second' ? (
                    <span className={classes.close}>
                      <IconButton
                        label="Close this side"
                        icon={IconX}
                        onClick={() => {
                          conversation.stop(lane);
                          choose({ ...chosen, second: null, two: false });
                        }}
                      />
                    </span>
                  ) : null}
                </div>
                <LaneView
                  lane={lane}
                  model={model}
                  exchanges={exchanges}
                  system={settings.raw ? '' : settings.system}
                  colourExperts={settings.experts}
                  layer={layer}
                  onLayer={setLayer}
                />
              </Panel>
            ))}
          </div>
          <PromptBox
            value={draft.text}
            onChange={(text) => write({ editing, text })}
            busy={isAnswering(exchanges)}
            refusal={refusal}
            editing={editing}
            onLeave={() => write(nothingWritten)}
            onSend={() => {
              conversation[editing ? 'askInstead' : 'ask'](question(draft.text));
              write(nothingWritten);
            }}
            onStop={() => conversation.stop()}
            onAgain={last ? () => conversation.askInstead(question(last.prompt)) : null}
            onEdit={last ? () => write({ text: last.prompt, editing: true }) : null}
          />
        </div>
        {side ? (
          <aside className={classes.side} aria-label="Answer settings">
            <SettingsSide settings={settings} onChange={setSettings} onProblems={setProblems} />
          </aside>
        ) : null}
      </div>
    </Page>
  );
}

/** What a run was trained over: the model to compare it with. */
function useBaseOf(model: string | null): string | null {
  const { data = [] } = useCall('runs.list', {}, { enabled: model !== null });
  const [id] = (model ?? '').split('@');
  return data.find((run) => run.id === id)?.model ?? null;
}
