/** Progress on stderr: one redrawn line with bar and remaining time on a terminal, a plain line every few seconds elsewhere. */
import type { ProgressEvent } from '../shared/run.ts';
import { type Style, showBytes, showSeconds } from './style.ts';

export interface Progress {
  update(event: ProgressEvent): void;
  /** Removes the line, so that other text can be written. */
  clear(): void;
}

const redrawMilliseconds = 80;
const plainMilliseconds = 5000;
const barWidth = 24;

export function createProgress({
  enabled,
  stream,
  style,
}: {
  readonly enabled: boolean;
  readonly stream: NodeJS.WriteStream;
  readonly style: Style;
}): Progress {
  const terminal = stream.isTTY === true;
  let phase = '';
  let started = 0;
  let first = 0;
  let shown = Number.NEGATIVE_INFINITY;
  let visible = false;
  const clear = (): void => {
    if (visible) stream.write('\r\u001b[K');
    visible = false;
  };
  return {
    clear,
    update(event) {
      if (!enabled) return;
      const now = performance.now();
      if (event.phase !== phase) {
        phase = event.phase;
        started = now;
        first = event.done;
        // Short work needs no plain lines.
        shown = terminal ? Number.NEGATIVE_INFINITY : now;
      }
      if (now - shown < (terminal ? redrawMilliseconds : plainMilliseconds)) return;
      shown = now;
      const text = describe(event, { seconds: (now - started) / 1000, first });
      if (!terminal) stream.write(`${text}\n`);
      else {
        const filled = Math.round(barWidth * Math.min(1, event.done / Math.max(1, event.total)));
        stream.write(`\r\u001b[K${style.good('━'.repeat(filled))}${style.dim('━'.repeat(barWidth - filled))} ${text}`);
        visible = true;
      }
    },
  };
}

function describe({ phase, done, total, unit }: ProgressEvent, { seconds, first }: { readonly seconds: number; readonly first: number }): string {
  const amount = unit === 'bytes' ? `${showBytes(done)} of ${showBytes(total)}` : `${done} of ${total} ${unit}`;
  const rate = (done - first) / Math.max(seconds, 1e-3);
  const left = rate > 0 && done < total ? `, ${showSeconds((total - done) / rate)} left` : '';
  return `${phase} ${amount} (${Math.floor((100 * done) / Math.max(1, total))} %${left})`;
}
