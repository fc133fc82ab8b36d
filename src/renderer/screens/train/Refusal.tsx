/** Why a recipe cannot be trained, with the way to the step that holds the cause. */
import type { ReactNode } from 'react';
import { type ErrorObject, errorCodes, MixwrightError, toErrorObject } from '../../../shared/errors.ts';
import { Button, ErrorState } from '../../components/index.ts';
import type { TrainDraft } from './draft.ts';
import type { DraftProblem } from './problem.ts';
import { stepNames, stepOfField } from './steps.ts';

interface RefusalProps {
  readonly title: string;
  readonly error: ErrorObject | MixwrightError;
  readonly draft: TrainDraft;
}

export function Refusal({ title, error, draft }: RefusalProps): ReactNode {
  const failure = error instanceof MixwrightError ? toErrorObject(error) : error;
  const step = stepOfField(failure.field ?? null, draft);
  return <ErrorState title={title} error={failure} actions={step ? <Button to={`/train/${step}`}>{`Go to ${stepNames[step]}`}</Button> : null} />;
}

export function errorOfProblem({ message, hint, field }: DraftProblem): ErrorObject {
  return { type: 'error', code: 'BAD_RECIPE', message, ...(hint === null ? {} : { hint }), ...(field === null ? {} : { field }) };
}

/** Whether an error says that the recipe will not work, rather than that this could not be told. */
export function isRefused(error: unknown): error is MixwrightError {
  return error instanceof MixwrightError && errorCodes[error.code] === 'input';
}
