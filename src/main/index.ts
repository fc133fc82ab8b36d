/** Entry of Electron's main process. A second start hands what it was given to the first and ends. */
import { app } from 'electron';
import { registerPageScheme } from './protocol.ts';
import { refuseToStart } from './refuseToStart.ts';
import { type StartArguments, startApp } from './startApp.ts';

if (process.env.ELECTRON_RUN_AS_NODE) {
  // A packaged app is no Node, its fuse says so: who takes it for one must see that fail, not a window.
  app.exit(1);
} else {
  start({ given: process.argv.slice(app.isPackaged ? 1 : 2), folder: process.cwd() });
}

function start(given: StartArguments): void {
  app.enableSandbox();
  // Whose notifications they are, to Windows.
  app.setAppUserModelId('dev.mixwright.app');
  registerPageScheme();
  // Not awaited: Electron is ready only when this file has been evaluated to its end.
  if (app.requestSingleInstanceLock({ ...given })) startApp(given).catch(refuseToStart);
  else app.quit();
}
