/** What closing means while work goes on: asked once for the window, remembered if wished; asked always before all ends. */
import { type BrowserWindow, dialog, type MessageBoxOptions } from 'electron';
import type { SettingsStore } from '../services/app/context.ts';
import type { Settings } from '../shared/api/settings.ts';
import { isIdle, type OpenWork } from './openWork.ts';

export type ClosingChoice = 'keep' | 'stop' | 'stay';
/** What the user did: closed the window, or ended the app (its menu, the system's logout). */
export type ClosedBy = 'window' | 'quit';

const choices = ['keep', 'stop', 'stay'] as const satisfies readonly ClosingChoice[];

export interface Closing {
  /** What is under way; with none there is nothing to ask. */
  readonly work: OpenWork;
  readonly by: ClosedBy;
}

/**
 * @returns keep: the window goes, work goes on; stop: save, then quit; stay: nothing happens.
 */
export async function askClosing(window: BrowserWindow, settings: SettingsStore, { work, by }: Closing): Promise<ClosingChoice> {
  if (isIdle(work)) return 'stop';
  if (by === 'window') {
    const remembered = rememberedChoice(await settings.get(), work);
    if (remembered !== null) return remembered;
  }
  const { response, checkboxChecked } = await dialog.showMessageBox(window, {
    ...question(work),
    defaultId: 0,
    cancelId: 2,
    noLink: true,
    ...(by === 'window' && { checkboxLabel: 'Remember this (Settings changes it)' }),
  });
  const choice = choices[response] ?? 'stay';
  if (by === 'window' && checkboxChecked && choice !== 'stay') await settings.update({ onClose: choice });
  return choice;
}

/** What is remembered was said of runs, which save when they stop; other work would be lost unasked. */
function rememberedChoice({ onClose }: Settings, { tasks }: OpenWork): ClosingChoice | null {
  return onClose === 'ask' || (onClose === 'stop' && tasks.length > 0) ? null : onClose;
}

function question({ runs, tasks }: OpenWork): Pick<MessageBoxOptions, 'type' | 'title' | 'message' | 'detail' | 'buttons'> {
  const [training, others] = [runs.length > 0, tasks.length > 0];
  const names = [...runs, ...tasks];
  const going = others ? 'under way' : 'training';
  const message = names.length === 1 ? `“${names[0]}” is still ${going}.` : `${names.length} ${others ? 'things' : 'runs'} are still ${going}.`;
  const saved = training ? 'stop and save a checkpoint from which you can resume' : 'cancel it';
  const detail = [
    ...(names.length > 1 ? [names.map((name) => `• ${name}`).join('\n')] : []),
    `Mixwright can go on in the background, or ${saved}.${training && others ? ' What is no run is cancelled then, and begins anew.' : ''}`,
  ];
  const buttons = [others ? 'Go on in the background' : 'Keep training in the background', training ? 'Stop and save' : 'Cancel it and quit', 'Cancel'];
  return { type: 'question', title: training ? 'Training goes on' : 'Work goes on', message, detail: detail.join('\n\n'), buttons };
}

/** A second wish to quit while runs save. @returns whether to end at once. */
export async function askEndNow(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Saving',
    message: 'Runs are saving their checkpoints.',
    detail: 'Mixwright quits by itself when they are done. Quitting now loses what was trained since the last checkpoint.',
    buttons: ['Wait', 'Quit now'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}
