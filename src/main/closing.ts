/** What closing means while runs go on: asked once, remembered if wished. */
import { type BrowserWindow, dialog } from 'electron';
import type { SettingsStore } from '../services/app/context.ts';

export type ClosingChoice = 'keep' | 'stop' | 'stay';

export interface ActiveRun {
  readonly name: string;
}

const choices = ['keep', 'stop', 'stay'] as const satisfies readonly ClosingChoice[];

/**
 * @param runs that are under way; with none there is nothing to ask.
 * @returns keep: the window goes, training goes on; stop: save, then quit; stay: nothing happens.
 */
export async function askClosing(window: BrowserWindow, settings: SettingsStore, runs: readonly ActiveRun[]): Promise<ClosingChoice> {
  if (runs.length === 0) return 'stop';
  const { onClose } = await settings.get();
  if (onClose !== 'ask') return onClose;
  const { response, checkboxChecked } = await dialog.showMessageBox(window, {
    type: 'question',
    title: 'Training goes on',
    message: runs.length === 1 ? `“${runs[0]?.name}” is still training.` : `${runs.length} runs are still training.`,
    detail: 'Mixwright can go on in the background, or stop and save a checkpoint from which you can resume.',
    buttons: ['Keep training in the background', 'Stop and save', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
    checkboxLabel: 'Remember this (Settings changes it)',
  });
  const choice = choices[response] ?? 'stay';
  if (checkboxChecked && choice !== 'stay') await settings.update({ onClose: choice });
  return choice;
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
