/** How this program's own executable is made to run a script: under Electron it is the app unless told otherwise. */
export const nodeEnvironment: Readonly<Record<string, string>> = process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
