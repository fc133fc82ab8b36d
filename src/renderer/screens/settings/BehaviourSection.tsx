/** What Mixwright does by itself. What only the desktop app can do is not shown in a browser. */
import type { ReactNode } from 'react';
import type { Settings } from '../../../shared/api/settings.ts';
import { NumberInput, Panel, Select, Stack, Switch } from '../../components/index.ts';
import { useHost } from '../../stores/ConnectionContext.tsx';
import { useSettings } from '../../stores/useSettings.ts';
import { Setting } from './Setting.tsx';

const closing = [
  { value: 'ask', label: 'Ask' },
  { value: 'keep', label: 'Keep training in the background' },
  { value: 'stop', label: 'Save and stop' },
] as const satisfies readonly { readonly value: Settings['onClose']; readonly label: string }[];

export function BehaviourSection(): ReactNode {
  const { settings, update } = useSettings();
  const { face } = useHost();
  if (!settings) return null;
  const flag = (field: 'notifications' | 'keepAwake' | 'checkUpdates', name: string): ReactNode => (
    <Switch aria-label={name} checked={settings[field]} onChange={(event) => update({ [field]: event.currentTarget.checked })} />
  );
  return (
    <Stack>
      <Panel title="Queue">
        <Setting name="Go on after a failure" help="When a run fails, the next one in the queue starts all the same.">
          <Switch
            aria-label="Go on after a failure"
            checked={settings.queue.continueOnError}
            onChange={(event) => update({ queue: { ...settings.queue, continueOnError: event.currentTarget.checked } })}
          />
        </Setting>
        <Setting name="Hold the queue" help="What is running goes on; nothing new starts until you switch this off.">
          <Switch
            aria-label="Hold the queue"
            checked={settings.queue.paused}
            onChange={(event) => update({ queue: { ...settings.queue, paused: event.currentTarget.checked } })}
          />
        </Setting>
      </Panel>
      <Panel title="While runs go on">
        <Setting name="Notifications" help="When a run is done, has failed or waits.">
          {flag('notifications', 'Notifications')}
        </Setting>
        {face === 'electron' ? (
          <>
            <Setting name="Keep the computer awake" help="It does not go to sleep while a run goes; the screen still may.">
              {flag('keepAwake', 'Keep the computer awake')}
            </Setting>
            <Setting name="Closing the window" help="What happens to a run that goes on.">
              <Select
                aria-label="Closing the window"
                data={[...closing]}
                value={settings.onClose}
                onChange={(onClose) => onClose !== null && update({ onClose })}
                allowDeselect={false}
                w={260}
              />
            </Setting>
          </>
        ) : null}
      </Panel>
      <Panel title="Trash">
        <Setting name="Kept for" help="What you delete can be brought back for so long.">
          <NumberInput
            aria-label="Kept for"
            min={1}
            max={3650}
            allowDecimal={false}
            suffix=" days"
            value={settings.trashDays}
            onChange={(days) => typeof days === 'number' && days >= 1 && update({ trashDays: days })}
            w={120}
          />
        </Setting>
      </Panel>
      {face === 'electron' ? (
        <Panel title="Updates">
          <Setting
            name="Look for updates"
            help="Asks the project's release page once a day, never during a run; nothing else is ever sent. An update is installed when you quit."
          >
            {flag('checkUpdates', 'Look for updates')}
          </Setting>
        </Panel>
      ) : null}
    </Stack>
  );
}
