/** How the models answer, and what of it is shown. */
import type { ReactNode } from 'react';
import type { SamplingSettings } from '../../../shared/api/chat.ts';
import { Button, OptionForm, Panel, Stack, Switch, Textarea } from '../../components/index.ts';
import { useAction } from '../../stores/useCall.ts';
import { defaultSettings, type PlaygroundSettings, samplingOptions } from './settings.ts';

interface SettingsSideProps {
  readonly settings: PlaygroundSettings;
  readonly onChange: (settings: PlaygroundSettings) => void;
  readonly onProblems: (count: number) => void;
}

export function SettingsSide({ settings, onChange, onProblems }: SettingsSideProps): ReactNode {
  const release = useAction('chat.release');
  const set = (patch: Partial<PlaygroundSettings>): void => onChange({ ...settings, ...patch });
  return (
    <Stack>
      <Panel title="Experts">
        <Switch
          label="Colour each token by its expert"
          description="Only a mixture of experts has them. Point at a token, press it, or walk there by arrow keys to see which experts it went to, with what weight."
          checked={settings.experts}
          onChange={(event) => set({ experts: event.currentTarget.checked })}
        />
      </Panel>
      <Panel title="Sampling">
        <OptionForm
          options={samplingOptions}
          values={settings.sampling}
          onChange={(values) => set({ sampling: { ...defaultSettings.sampling, ...(values as Partial<SamplingSettings>) } })}
          onProblems={onProblems}
          columns={1}
        />
      </Panel>
      <Panel title="Prompt">
        <Stack>
          <Textarea
            label="System message"
            description="Told to the model before the conversation, where its template has room for one."
            autosize
            minRows={2}
            maxRows={8}
            value={settings.system}
            onChange={(event) => set({ system: event.currentTarget.value })}
            disabled={settings.raw}
          />
          <Switch
            label="Raw text"
            description="The prompt goes to the model as it is, without a chat template: for base models."
            checked={settings.raw}
            onChange={(event) => set({ raw: event.currentTarget.checked })}
          />
        </Stack>
      </Panel>
      <Panel title="Memory">
        <Stack gap={3}>
          <span>Models stay loaded for a few minutes so that the next answer comes at once.</span>
          <Button onClick={() => release.run({})} busy={release.busy}>
            Free their memory now
          </Button>
        </Stack>
      </Panel>
    </Stack>
  );
}
