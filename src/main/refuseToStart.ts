/** Says why the app cannot start, and ends it. */
import { app, dialog } from 'electron';
import { toErrorObject } from '../shared/errors.ts';

export function refuseToStart(error: unknown): void {
  const { message, hint } = toErrorObject(error);
  dialog.showErrorBox('Mixwright cannot start', hint === undefined ? message : `${message}\n\n${hint}`);
  app.exit(1);
}
