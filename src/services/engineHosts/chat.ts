/** An open chat with one model: an engine host that stays, asked as often as wanted. */
import { fromErrorObject, MixwrightError } from '../../shared/errors.ts';
import type { AnswerEnd, AnswerToken, ChatAsk, JobEvent, ModelReference } from '../../shared/jobs.ts';
import type { PhaseEvent, ProgressEvent } from '../../shared/run.ts';
import type { Services } from '../services.ts';
import { startJob } from './jobs.ts';

export interface ChatOptions {
  readonly model: ModelReference;
  readonly device: string;
  /** `loading` and `ready`, also later, when a conversation outgrows its room; and how far loading is. */
  onPhase?(event: PhaseEvent | ProgressEvent): void;
  /** Called with the number of cores that the chat holds while it is open. */
  onThreads?(held: number): void;
  /** Ends the loading; an open chat is ended by `close`. */
  readonly signal?: AbortSignal;
}

export interface Chat {
  /**
   * Answers one question; several wait for one another.
   * @param signal hushes the answer: the promise then resolves with end `hushed`.
   * @throws MixwrightError of this answer, the chat going on; or of the chat's own end.
   */
  ask(ask: ChatAsk, onToken: (token: AnswerToken) => void, signal?: AbortSignal): Promise<AnswerEnd>;
  /** Hushes what is being answered and gives the model's memory back. */
  close(): Promise<void>;
  /** Resolves when the chat has ended: with why, where nobody closed it. */
  readonly ended: Promise<MixwrightError | null>;
}

/** A chat that was told to close and has not is cancelled this much later. */
const closePatienceMs = 5000;

interface PendingAsk {
  readonly onToken: (token: AnswerToken) => void;
  readonly resolve: (end: AnswerEnd) => void;
  readonly reject: (error: MixwrightError) => void;
}

/** Resolves when the model is loaded and can be asked. @throws MixwrightError where it cannot be; STOPPED on the signal. */
export async function openChat(services: Services, { model, device, onPhase, onThreads, signal }: ChatOptions): Promise<Chat> {
  const pending = new Map<string, PendingAsk>();
  const ready = withResolvers();
  const onEvent = (event: JobEvent): void => receive(event, { pending, onPhase, ready: ready.resolve });
  const running = await startJob(services, { kind: 'chat', model, device }, { onEvent, ...(onThreads && { onThreads }) });
  let over = false;
  const ended = running.result.then(
    () => null,
    (error: unknown) => (error instanceof MixwrightError ? error : new MixwrightError('INTERNAL', String(error), { cause: error })),
  );
  const settled = ended.then((error) => {
    over = true;
    for (const { reject } of pending.values()) reject(error ?? closed());
    pending.clear();
    ready.reject(error ?? closed());
  });
  const cancel = (): void => running.command('cancel');
  signal?.addEventListener('abort', cancel);
  if (signal?.aborted) cancel();
  try {
    await ready.promise;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
  return {
    ended,
    ask(ask, onToken, signal) {
      if (over) return Promise.reject(closed());
      if (pending.has(ask.id))
        return Promise.reject(new MixwrightError('BAD_USAGE', `a question "${ask.id}" is being answered already`, { hint: 'give each its own id' }));
      const hush = (): void => running.command({ type: 'hush', id: ask.id });
      const answer = new Promise<AnswerEnd>((resolve, reject) => pending.set(ask.id, { onToken, resolve, reject }));
      running.command({ type: 'ask', ask });
      if (signal?.aborted) hush();
      signal?.addEventListener('abort', hush);
      return answer.finally(() => signal?.removeEventListener('abort', hush));
    },
    async close() {
      if (!over) running.command('stop');
      // It may sit in a native call; a chat has nothing to save.
      const impatience = setTimeout(() => running.command('cancel'), closePatienceMs);
      await settled;
      clearTimeout(impatience);
    },
  };
}

function receive(
  event: JobEvent,
  { pending, onPhase, ready }: { readonly pending: Map<string, PendingAsk>; readonly onPhase: ChatOptions['onPhase']; ready(): void },
): void {
  switch (event.type) {
    case 'phase':
      if (event.phase === 'ready') ready();
      onPhase?.(event);
      return;
    case 'progress':
      onPhase?.(event);
      return;
    case 'answer-token':
      pending.get(event.ask)?.onToken(event);
      return;
    case 'answer-end':
      pending.get(event.ask)?.resolve(event);
      pending.delete(event.ask);
      return;
    case 'answer-failed':
      pending.get(event.ask)?.reject(fromErrorObject(event.error));
      pending.delete(event.ask);
  }
}

function withResolvers(): { readonly promise: Promise<void>; resolve(): void; reject(error: MixwrightError): void } {
  let resolve!: () => void;
  let reject!: (error: MixwrightError) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Ends before anyone waits are told to whoever does later.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

function closed(): MixwrightError {
  return new MixwrightError('STOPPED', 'the chat is closed', { hint: 'open it again' });
}
