/** All dataset formats, in the order in which rows are tried against them: the more particular shape first. */
import { alpaca } from './alpaca.ts';
import type { DatasetFormat } from './format.ts';
import { messages } from './messages.ts';
import { preference, preferenceChosen } from './preference.ts';
import { preTokenised } from './preTokenised.ts';
import { promptCompletion } from './promptCompletion.ts';
import { questionAnswer } from './questionAnswer.ts';
import { shareGpt } from './shareGpt.ts';
import { text } from './text.ts';

export const datasetFormats: readonly DatasetFormat[] = [
  preTokenised,
  preference,
  preferenceChosen,
  messages,
  shareGpt,
  alpaca,
  promptCompletion,
  questionAnswer,
  text,
];
