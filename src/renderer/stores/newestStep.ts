/**
 * How far runs are, as the parts of the window that follow their metrics know it: twice a second, where lists of runs know it once. Every
 * place that shows such a run asks here, so that no two show different steps.
 */
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RunRow } from '../../shared/api/runs.ts';
import { workingStatuses } from '../../shared/run.ts';
import type { MetricColumns } from './metricColumns.ts';

export interface NewestStep {
  readonly step: number;
  /** Null when it is not a number. */
  readonly loss: number | null;
}

const keyOf = (id: string | null) => ['newestStep', id] as const;

/** For the part that follows the run. @returns how it tells that the columns have grown; when it goes, nobody knows more than the lists. */
export function useTellNewestStep(id: string | null, columns: MetricColumns): () => void {
  const queries = useQueryClient();
  useEffect(() => () => void queries.setQueryData(keyOf(id), null), [queries, id]);
  return () => queries.setQueryData<NewestStep | null>(keyOf(id), newestStep(columns));
}

/** The run as far as anybody in this window knows; null for none. */
export function useAsFarAsKnown(row: RunRow | null): RunRow | null {
  const { data } = useQuery<NewestStep | null>({ queryKey: keyOf(row?.id ?? null), queryFn: skipToken });
  return row && withNewestStep(row, data ?? null);
}

/** Null before the first step. */
export function newestStep(columns: MetricColumns): NewestStep | null {
  const [step, loss = Number.NaN] = [columns.column('step')?.at(-1), columns.column('loss')?.at(-1)];
  return step === undefined ? null : { step, loss: Number.isFinite(loss) ? loss : null };
}

/** A row that is newer, or that does not go on, is as it says. */
export function withNewestStep(row: RunRow, newest: NewestStep | null): RunRow {
  return newest && newest.step > row.step && workingStatuses.includes(row.status) ? { ...row, ...newest } : row;
}
