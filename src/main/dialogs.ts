/** The system's dialogs and file manager, for the page. */
import { type BrowserWindow, dialog, ipcMain, type OpenDialogOptions, shell } from 'electron';
import { z } from 'zod';
import { channels } from '../shared/desktopChannels.ts';
import { isFromPage, openExternal } from './security.ts';

const kind = z.enum(['folder', 'files', 'save']);
const options = z.object({
  title: z.string().optional(),
  defaultPath: z.string().optional(),
  filters: z.array(z.object({ name: z.string(), extensions: z.array(z.string()) })).optional(),
});

const openProperties: Readonly<Record<'folder' | 'files', OpenDialogOptions['properties']>> = {
  folder: ['openDirectory', 'createDirectory'],
  files: ['openFile', 'multiSelections'],
};

/** @param window asked at each dialog, which belongs to it. */
export function serveDialogs(page: string, window: () => BrowserWindow): void {
  const handle = (channel: string, answer: (...given: unknown[]) => Promise<unknown>): void =>
    ipcMain.handle(channel, async (event, ...given: unknown[]) => {
      if (!isFromPage(event, page)) throw new Error('only the page of Mixwright may ask this');
      return answer(...given);
    });
  handle(channels.choose, async (givenKind, givenOptions) => choose(window(), kind.parse(givenKind), options.parse(givenOptions)));
  handle(channels.reveal, async (path) => shell.showItemInFolder(z.string().min(1).parse(path)));
  handle(channels.openExternal, async (url) => openExternal(z.string().parse(url)));
}

async function choose(window: BrowserWindow, what: z.infer<typeof kind>, given: z.infer<typeof options>): Promise<string[]> {
  const { title, defaultPath, filters } = given;
  const shown = { ...(title !== undefined && { title }), ...(defaultPath !== undefined && { defaultPath }), ...(filters && { filters }) };
  if (what === 'save') {
    const { canceled, filePath } = await dialog.showSaveDialog(window, shown);
    return canceled || !filePath ? [] : [filePath];
  }
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { ...shown, properties: openProperties[what] ?? [] });
  return canceled ? [] : filePaths;
}
