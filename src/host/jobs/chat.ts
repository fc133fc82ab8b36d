/** An open chat: the model is loaded once, questions come as commands and are answered one after another until the chat is stopped. */
import { MixwrightError, toErrorObject } from '../../shared/errors.ts';
import type { AnswerEnd, ChatAsk, JobCommand } from '../../shared/jobs.ts';
import { type Answering, answerAsk } from '../chat/answerAsk.ts';
import { createChatModel } from '../chat/chatModel.ts';
import { openExecutor } from '../executor.ts';
import type { HostControl, JobHandler } from '../job.ts';
import { withModel } from '../model/openReference.ts';

export const chat: JobHandler<'chat'> = (job, control) =>
  withModel(job.model, async (model) => {
    control.emit({ type: 'phase', phase: 'loading' });
    const tokenizer = await model.tokenizer();
    const { executor } = await openExecutor({ device: job.device, abortFlag: control.abortFlag });
    try {
      const chatModel = createChatModel(model, executor, control);
      await chatModel.memoryFor(1);
      const asked = await answerAll({ model: chatModel, tokenizer, maxPositions: model.config.maxPositions }, control);
      return { asked };
    } finally {
      executor.dispose();
    }
  });

/** @returns how many questions came. */
async function answerAll(open: Pick<Answering, 'model' | 'tokenizer' | 'maxPositions'>, control: HostControl): Promise<number> {
  const questions = createQuestions(control);
  while (!questions.isStopped()) {
    const ask = questions.begin();
    if (ask === null) {
      questions.take(await control.nextCommand());
      continue;
    }
    try {
      const goOn = async (): Promise<boolean> => {
        await control.breathe();
        for (let command = control.takeCommand(); command !== null; command = control.takeCommand()) questions.take(command);
        return questions.isWanted();
      };
      control.emit(await answerAsk(ask, { ...open, tell: control.emit, goOn }));
    } catch (error) {
      if (control.signal.aborted) throw error;
      control.emit({ type: 'answer-failed', ask: ask.id, error: toErrorObject(error) });
    }
  }
  return questions.asked();
}

interface Questions {
  /** Takes in what a face sends. @throws MixwrightError STOPPED on `cancel`. */
  take(command: JobCommand): void;
  /** The next question to answer; null: none waits. */
  begin(): ChatAsk | null;
  /** Whether the question begun last is still to be answered. */
  isWanted(): boolean;
  isStopped(): boolean;
  asked(): number;
}

function createQuestions(control: HostControl): Questions {
  let waiting: readonly ChatAsk[] = [];
  let current: string | null = null;
  let stopped = false;
  let asked = 0;
  const hush = (unwanted: (id: string) => boolean): void => {
    for (const { id } of waiting) if (unwanted(id)) control.emit(unanswered(id));
    waiting = waiting.filter(({ id }) => !unwanted(id));
    if (current !== null && unwanted(current)) current = null;
  };
  return {
    take(command) {
      if (command === 'cancel') throw new MixwrightError('STOPPED', 'cancelled');
      if (command === 'stop') {
        stopped = true;
        hush(() => true);
      } else if (typeof command !== 'string' && command.type === 'hush') {
        hush((id) => id === command.id);
      } else if (typeof command !== 'string') {
        asked++;
        if (stopped) control.emit(unanswered(command.ask.id));
        else waiting = [...waiting, command.ask];
      }
    },
    begin() {
      const [next = null, ...rest] = waiting;
      waiting = rest;
      current = next?.id ?? null;
      return next;
    },
    isWanted: () => current !== null,
    isStopped: () => stopped,
    asked: () => asked,
  };
}

/** Hushed before its turn came. */
function unanswered(ask: string): AnswerEnd {
  return { type: 'answer-end', ask, end: 'hushed', text: '', tokens: 0, tokensPerSecond: 0, promptTokens: 0 };
}
