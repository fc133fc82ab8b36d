/** The contract's part on devices. */
import type { settingsApi } from '../../shared/api/settings.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import type { AppContext } from '../app/context.ts';
import { deviceLister } from '../engineHosts/deviceList.ts';

export function devicesHandlers({ services }: AppContext): Handlers<Pick<typeof settingsApi, 'devices.list'>> {
  const devices = deviceLister(services);
  return { 'devices.list': ({ again }) => devices.list(again) };
}
