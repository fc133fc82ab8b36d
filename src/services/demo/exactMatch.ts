/** Held-out rows with one right answer each, and how many a model gives word for word, by task. */
import { readFile } from 'node:fs/promises';
import { MixwrightError } from '../../shared/errors.ts';

export interface Question {
  readonly task: string;
  readonly prompt: string;
  readonly answer: string;
}

export interface TaskScore {
  readonly task: string;
  readonly right: number;
  readonly total: number;
  /** One of its rows. */
  readonly sample: Question & { readonly given: string };
}

/** Rows of one user turn and one assistant turn, with a task. */
export async function readQuestions(file: string): Promise<readonly Question[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, i) => {
    const { task, messages } = JSON.parse(line) as { task?: unknown; messages?: readonly { readonly role: string; readonly content: string }[] };
    const [user, assistant] = messages ?? [];
    if (typeof task !== 'string' || user?.role !== 'user' || assistant?.role !== 'assistant') {
      throw new MixwrightError('BAD_DATASET', 'expected a task with one user and one assistant message', { file, line: i + 1 });
    }
    return { task, prompt: user.content, answer: assistant.content };
  });
}

/** By task, in the order tasks first appear. */
export function scoreAnswers(questions: readonly Question[], answers: readonly string[]): readonly TaskScore[] {
  const tasks = [...new Set(questions.map(({ task }) => task))];
  return tasks.map((task) => {
    const indices = questions.flatMap((question, i) => (question.task === task ? [i] : []));
    const [first] = indices as [number, ...number[]];
    const sample = { ...(questions[first] as Question), given: answers[first] ?? '' };
    return { task, sample, right: indices.filter((i) => answers[i]?.trim() === questions[i]?.answer.trim()).length, total: indices.length };
  });
}

/** Mean over tasks of the share of right answers, in points (0 … 100). */
export function meanPoints(scores: readonly TaskScore[]): number {
  return (100 * scores.reduce((sum, { right, total }) => sum + right / total, 0)) / Math.max(1, scores.length);
}
