/** Writes a dataset anew with chosen defects mended: every row read, fixed, examined again, and written in one shape per file. */
import { MixwrightError } from '../shared/errors.ts';
import type { JobControl } from '../shared/progress.ts';
import { canonicalRow } from './canonicalRow.ts';
import type { ByteSource, DataRecord } from './data.ts';
import type { Wanted } from './detect.ts';
import { createPlaceTable, type PlaceTable } from './doctor/placeTable.ts';
import { examineRecord, type Model } from './examine.ts';
import { type FixId, fixIds } from './fixes/fix.ts';
import { fixes } from './fixes/index.ts';
import { detectSource, type ImportedRow, isRow, type OpenedSource, openSource } from './importer.ts';
import type { ParseOptions } from './readers/parseRow.ts';
import type { ReadControl } from './readers/textStream.ts';
import { byteProgress } from './survey.ts';

export interface CleanInput {
  readonly sources: readonly ByteSource[];
  /** Whose rows `drop-overlap` leaves out. */
  readonly evaluation: readonly ByteSource[];
  readonly wanted: Wanted;
  readonly fixes: readonly FixId[];
  /** Null: fixes that need tokens change nothing. */
  readonly model: Model | null;
  readonly control: JobControl;
  write(row: CleanRow): Promise<void>;
}

export interface CleanRow {
  /** Place of its file among the sources. */
  readonly source: number;
  readonly kind: DataRecord['kind'];
  readonly value: Readonly<Record<string, unknown>>;
}

export interface CleanReceipt {
  readonly rows: number;
  readonly written: number;
  /** Rows that could not be read, which no copy can hold. */
  readonly unreadable: number;
  /** Rows left out, and rows changed, by the fix that did it; fixes that did nothing are absent. */
  readonly dropped: Partial<Readonly<Record<FixId, number>>>;
  readonly changed: Partial<Readonly<Record<FixId, number>>>;
}

/** @throws MixwrightError where a file as a whole cannot be read, NOTHING_TRAINABLE where no row is left, STOPPED. */
export async function cleanDataset(input: CleanInput): Promise<CleanReceipt> {
  const pass = await startPass(input);
  for (const [source, bytes] of input.sources.entries()) await cleanSource({ source, bytes }, pass);
  const { tally } = pass;
  if (tally.written === 0) {
    throw new MixwrightError(
      'NOTHING_TRAINABLE',
      `expected rows to be left, all ${tally.rows} would be left out (${tally.unreadable} of them cannot be read)`,
      {
        hint: 'choose fewer fixes, or correct format and columns first',
      },
    );
  }
  return tally;
}

interface Pass {
  readonly input: CleanInput;
  readonly chosen: ReadonlySet<FixId>;
  /** Rows seen, and the evaluation's rows. */
  readonly seen: PlaceTable;
  readonly held: PlaceTable;
  readonly reading: ReadControl & ParseOptions;
  readonly tally: Tally;
}

interface Tally {
  rows: number;
  written: number;
  unreadable: number;
  readonly dropped: Partial<Record<FixId, number>>;
  readonly changed: Partial<Record<FixId, number>>;
}

async function startPass(input: CleanInput): Promise<Pass> {
  const chosen = new Set(input.fixes);
  const evaluation = chosen.has('drop-overlap') ? input.evaluation : [];
  const advance = byteProgress('mend dataset', [...evaluation, ...input.sources], input.control);
  const reading = { python: chosen.has('convert-python'), signal: input.control.signal, onBytes: (bytes: Uint8Array) => advance(bytes.length) };
  const held = await keysOf(evaluation, input, reading);
  return { input, chosen, seen: createPlaceTable(), held, reading, tally: { rows: 0, written: 0, unreadable: 0, dropped: {}, changed: {} } };
}

async function keysOf(sources: readonly ByteSource[], { wanted, model }: CleanInput, reading: ReadControl): Promise<PlaceTable> {
  const keys = createPlaceTable();
  for (const source of sources) {
    const { rows } = await openSource(source, wanted, reading);
    for await (const { record } of rows) {
      const mended = record && examineRecord(record, model).mended;
      if (mended) keys.add(mended.key, mended.record);
    }
  }
  return keys;
}

async function cleanSource({ source, bytes }: { source: number; bytes: ByteSource }, pass: Pass): Promise<void> {
  const { input, chosen, tally } = pass;
  const { detected, rows } = await openChosen(bytes, pass);
  const origin = { mapping: detected?.mapping ?? {} };
  for await (const imported of rows) {
    if (!isRow(imported)) continue;
    tally.rows++;
    const { record, row } = imported;
    if (!record || !row) tally.unreadable++;
    else {
      for (const kept of fixRow(record, pass)) {
        tally.written++;
        await input.write({ source, kind: kept.kind, value: canonicalRow(kept, { ...origin, row }, chosen.has('one-shape')) });
      }
    }
  }
}

/** Preference data open as their chosen answers where that was chosen. */
async function openChosen(source: ByteSource, { input, chosen, reading }: Pass): Promise<OpenedSource> {
  const asIs = input.wanted;
  if (!chosen.has('chosen-answers')) return openSource(source, asIs, reading);
  const { onBytes: _, ...silent } = reading;
  const detected = await detectSource(source, asIs, silent);
  return openSource(source, detected?.format.id === 'preference' ? { ...asIs, format: 'preference-chosen' } : asIs, reading);
}

/** The records that stand in a row's place. */
function fixRow(record: NonNullable<ImportedRow['record']>, pass: Pass): readonly DataRecord[] {
  let records: readonly DataRecord[] = [record];
  for (const id of fixIds) {
    const { apply } = fixes[id];
    if (apply && pass.chosen.has(id)) records = records.flatMap((each) => counted(id, each, apply(each, pass.input.model), pass.tally));
  }
  return records.filter((each) => stays(each, record, pass));
}

function counted(id: FixId, before: DataRecord, after: readonly DataRecord[], { dropped, changed }: Tally): readonly DataRecord[] {
  if (after.length === 0) dropped[id] = (dropped[id] ?? 0) + 1;
  else if (after.length > 1 || (after[0] !== before && JSON.stringify(after[0]) !== JSON.stringify(before))) changed[id] = (changed[id] ?? 0) + 1;
  return after;
}

/** Rows that the fixes have emptied go with the rejected ones; rows that were rejected before only where that was chosen. */
function stays(record: DataRecord, original: DataRecord, { input: { model }, chosen, seen, held, tally: { dropped } }: Pass): boolean {
  const drop = (id: FixId): false => {
    dropped[id] = (dropped[id] ?? 0) + 1;
    return false;
  };
  const { accepted, mended } = examineRecord(record, model);
  if (!accepted && (chosen.has('drop-rejected') || examineRecord(original, model).accepted)) return drop('drop-rejected');
  if (!mended) return true;
  if (held.get(mended.key)) return drop('drop-overlap');
  if (!chosen.has('drop-duplicates')) return true;
  if (seen.get(mended.key)) return drop('drop-duplicates');
  seen.add(mended.key, record);
  return true;
}
