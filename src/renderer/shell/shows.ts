/** Whether the screen at a path is the one that is told about, on whichever of its tabs: /runs/a/log for /runs/a. */
export function shows(path: string, about: string): boolean {
  return path === about || path.startsWith(`${about}/`);
}
