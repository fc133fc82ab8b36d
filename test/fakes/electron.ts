/**
 * What the main process uses of Electron, behaving as its documentation says: events that can be prevented, ports that are silent
 * until started, processes that get their id when they spawn. `shown` records what a user would see, `user` is what one would do.
 * vitest resolves 'electron' to this file, so that the real one, whose import would download it, is never loaded.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

const root = fileURLToPath(new URL('../..', import.meta.url));

type Callback = (...given: unknown[]) => unknown;
type DialogAnswer = Readonly<Record<string, unknown>>;

export const shown = {
  dialogs: [] as { kind: string; options: Record<string, unknown> }[],
  notifications: [] as (EventEmitter & { options: Record<string, unknown> })[],
  trays: [] as (EventEmitter & { tooltip: string; menu: MenuItem[]; destroyed: boolean })[],
  windows: [] as BrowserWindow[],
  openedOutside: [] as string[],
  revealed: [] as string[],
  errors: [] as [string, string][],
  menu: null as MenuItem[] | null,
  awake: 0,
  /** How often it was begun. */
  wakened: 0,
  hosts: [] as UtilityProcess[],
  ended: null as 'quit' | number | null,
};

/** What the next dialogs are answered. */
export const answers: DialogAnswer[] = [];

export const settings = { userData: '', lock: true, paths: {} as Record<string, string> };

export function preventable(more: object = {}): { preventDefault(): void; readonly defaultPrevented: boolean } {
  let prevented = false;
  return Object.defineProperties(
    { ...more },
    {
      preventDefault: {
        value: () => {
          prevented = true;
        },
      },
      defaultPrevented: { get: () => prevented },
    },
  ) as never;
}

interface MenuItem {
  readonly label?: string;
  readonly role?: string;
  readonly submenu?: readonly MenuItem[];
  readonly click?: () => void;
}

let becomeReady: () => void;
const ready = new Promise<void>((resolve) => {
  becomeReady = resolve;
});
/** Electron is ready only when the entry has been evaluated to its end: one that awaits readiness there never gets it. */
export function entryEvaluated(): void {
  becomeReady();
}

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  sandboxed: false,
  lockData: null as unknown,
  getAppPath: () => root,
  getPath: () => settings.userData,
  getVersion: () => '0.0.0-test',
  setAppUserModelId: () => undefined,
  whenReady: () => ready,
  enableSandbox: () => {
    app.sandboxed = true;
  },
  requestSingleInstanceLock(data: unknown) {
    app.lockData = data;
    return settings.lock;
  },
  exit: (status: number) => {
    shown.ended = status;
  },
  quit() {
    const event = preventable();
    app.emit('before-quit', event);
    if (event.defaultPrevented) return;
    for (const window of [...shown.windows]) if (!window.close()) return;
    app.emit('will-quit', preventable());
    shown.ended = 'quit';
  },
});

export class WebContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  readonly sent: { channel: string; message: unknown; ports: readonly MessagePort[] }[] = [];
  reloads = 0;
  readonly mainFrame = { url: '', parent: null };
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  isDestroyed = (): boolean => false;
  reload = (): void => void this.reloads++;
  send = (channel: string, message: unknown): void => this.deliver({ channel, message, ports: [] });
  postMessage = (channel: string, message: unknown, ports: readonly MessagePortMain[] = []): void =>
    this.deliver({ channel, message, ports: ports.map(({ end }) => end) });

  private deliver(sent: { channel: string; message: unknown; ports: readonly MessagePort[] }): void {
    this.sent.push(sent);
    this.emit('sent', sent);
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  visible: boolean;
  focused = false;
  destroyed = false;
  progress = -1;
  url = '';
  bounds = { x: 0, y: 0, width: 0, height: 0 };
  readonly options: Record<string, unknown>;

  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    this.visible = options.show !== false;
    Object.assign(this.bounds, options);
    shown.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    this.url = url;
    this.webContents.mainFrame.url = url;
    queueMicrotask(() => this.emit('ready-to-show'));
  }
  show(): void {
    this.visible = true;
    this.focused = true;
    this.emit('show');
  }
  hide(): void {
    this.visible = false;
    this.focused = false;
    this.emit('hide');
  }
  focus = (): void => {
    this.focused = true;
  };
  isFocused = (): boolean => this.focused;
  isMinimized = (): boolean => false;
  isMaximized = (): boolean => false;
  isDestroyed = (): boolean => this.destroyed;
  restore = (): void => undefined;
  maximize = (): void => undefined;
  getNormalBounds = (): { x: number; y: number; width: number; height: number } => {
    const { x, y, width, height } = this.bounds;
    return { x, y, width, height };
  };
  setProgressBar = (share: number): void => {
    this.progress = share;
  };
  /** @returns whether it closed. */
  close(): boolean {
    const event = preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    this.destroyed = true;
    shown.windows.splice(shown.windows.indexOf(this), 1);
    this.emit('closed');
    if (shown.windows.length === 0) app.emit('window-all-closed');
    return true;
  }
}

const handlers = new Map<string, Callback>();
export const ipcMain = Object.assign(new EventEmitter(), {
  handle: (channel: string, handler: Callback) => void handlers.set(channel, handler),
});

export class MessagePortMain extends EventEmitter {
  readonly end: MessagePort;
  constructor(end: MessagePort) {
    super();
    this.end = end;
    // Any listener would start a port of Node's.
    end.on('close', () => this.emit('close'));
  }
  postMessage(message: unknown): void {
    this.end.postMessage(message);
  }
  start(): void {
    this.end.on('message', (data) => this.emit('message', { data, ports: [] }));
  }
  close(): void {
    this.end.close();
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortMain(port1);
    this.port2 = new MessagePortMain(port2);
  }
}

export class UtilityProcess extends EventEmitter {
  pid: number | undefined = undefined;
  readonly stderr: ChildProcess['stderr'];
  readonly options: Record<string, unknown>;
  private readonly child: ChildProcess;

  constructor(entry: string, given: readonly string[], options: Record<string, unknown>) {
    super();
    this.options = options;
    this.child = fork(entry, given, {
      env: options.env as NodeJS.ProcessEnv,
      execArgv: ['--import', new URL('./parentPort.js', import.meta.url).href],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.stderr = this.child.stderr;
    this.child.once('spawn', () => {
      this.pid = this.child.pid;
      this.emit('spawn');
    });
    // The bare value, unlike a port's.
    this.child.on('message', (message) => this.emit('message', message));
    this.child.once('exit', (code, signal) => {
      this.pid = undefined;
      // What waitpid says.
      this.emit('exit', signal === null ? code : constants.signals[signal]);
    });
    shown.hosts.push(this);
  }
  postMessage = (message: unknown): void => void (this.child.connected && this.child.send(message as object));
  kill = (): boolean => this.child.kill();
}

export const utilityProcess = {
  fork: (entry: string, given: readonly string[] = [], options: Record<string, unknown> = {}) => new UtilityProcess(entry, given, options),
};

export const protocol = {
  schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
  handlers: new Map<string, (request: Request) => Promise<Response>>(),
  registerSchemesAsPrivileged: (schemes: { scheme: string; privileges: Record<string, boolean> }[]) => void protocol.schemes.push(...schemes),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) => void protocol.handlers.set(scheme, handler),
};

const permissions: { request: Callback | null; check: Callback | null; device: Callback | null } = { request: null, check: null, device: null };
export const session = {
  defaultSession: {
    permissions,
    setPermissionRequestHandler: (handler: Callback) => {
      permissions.request = handler;
    },
    setPermissionCheckHandler: (handler: Callback) => {
      permissions.check = handler;
    },
    setDevicePermissionHandler: (handler: Callback) => {
      permissions.device = handler;
    },
  },
};

async function answerDialog(kind: string, options: Record<string, unknown>): Promise<DialogAnswer> {
  shown.dialogs.push({ kind, options });
  const answer = answers.shift();
  if (answer === undefined) throw new Error(`nobody answers the dialog ${kind} ${JSON.stringify(options)}`);
  return answer;
}

export const dialog = {
  showMessageBox: (_window: unknown, options: Record<string, unknown>) => answerDialog('message', options),
  showOpenDialog: (_window: unknown, options: Record<string, unknown>) => answerDialog('open', options),
  showSaveDialog: (_window: unknown, options: Record<string, unknown>) => answerDialog('save', options),
  showErrorBox: (title: string, text: string) => void shown.errors.push([title, text]),
};

export const Menu = {
  buildFromTemplate: (template: MenuItem[]) => template,
  setApplicationMenu: (menu: MenuItem[]) => {
    shown.menu = menu;
  },
};

export class Tray extends EventEmitter {
  tooltip = '';
  menu: MenuItem[] = [];
  destroyed = false;
  constructor() {
    super();
    shown.trays.push(this);
  }
  setToolTip = (text: string): void => {
    this.tooltip = text;
  };
  setContextMenu = (menu: MenuItem[]): void => {
    this.menu = menu;
  };
  destroy = (): void => {
    this.destroyed = true;
  };
}

const image = { resize: () => image };
export const nativeImage = { createFromPath: () => image };
export const nativeTheme = { shouldUseDarkColors: false, themeSource: 'system' };
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };

export class Notification extends EventEmitter {
  static isSupported = (): boolean => true;
  readonly options: Record<string, unknown>;
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
  }
  show = (): void => void shown.notifications.push(this);
}

let blockers = 0;
export const powerSaveBlocker = {
  start() {
    shown.awake++;
    shown.wakened++;
    return ++blockers;
  },
  stop: () => void shown.awake--,
};

export const shell = {
  openExternal: async (url: string) => void shown.openedOutside.push(url),
  showItemInFolder: (path: string) => void shown.revealed.push(path),
};

/** The page's side. */
export const user = {
  /** As the preload script invokes. `url`: the frame that asks. */
  invoke(channel: string, given: readonly unknown[], url?: string): Promise<unknown> {
    const handler = handlers.get(channel);
    if (!handler) throw new Error(`no handler for ${channel}`);
    return Promise.resolve(handler(eventFrom(url), ...given));
  },
  send: (channel: string, url?: string) => void ipcMain.emit(channel, eventFrom(url)),
};

function eventFrom(url: string | undefined): { sender: WebContents | undefined; senderFrame: { url: string; parent: null } | undefined } {
  const contents = shown.windows[0]?.webContents;
  return { sender: contents, senderFrame: url === undefined ? contents?.mainFrame : { url, parent: null } };
}
