/** What a report says, apart from how it looks: sections of blocks from a closed set. Plain data; renderReport draws it. */
export interface Report {
  readonly title: string;
  /** What kind of report this is, in two or three words above the title. */
  readonly kind: string;
  /** One or two sentences: what happened and how it ended. */
  readonly summary: string;
  readonly sections: readonly ReportSection[];
}

export interface ReportSection {
  readonly title: string;
  /** What the reader should know before looking. */
  readonly lead?: string;
  readonly blocks: readonly ReportBlock[];
}

export type ReportBlock = FiguresBlock | ChartBlock | HeatmapBlock | BarsBlock | TableBlock | TextBlock | CodeBlock | ProofBlock;

/** How a number is written: `percent` takes shares (0.5 is 50 %). */
export type Unit = 'number' | 'percent' | 'bytes' | 'seconds';

/** The few numbers to read first. */
export interface FiguresBlock {
  readonly type: 'figures';
  readonly figures: readonly Figure[];
}

export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}

/** Lines over steps. */
export interface ChartBlock {
  readonly type: 'chart';
  readonly title: string;
  readonly width: 'full' | 'half';
  readonly x: string;
  readonly y: { readonly label: string; readonly unit: Unit; readonly fromZero: boolean };
  readonly series: readonly Series[];
  /** Levels to compare with, drawn across. */
  readonly references?: readonly { readonly value: number; readonly label: string }[];
  /** Moments to know of, drawn from top to bottom. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
}

export interface Point {
  readonly x: number;
  /** Null: no number (not finite, or not measured); the line has a gap. */
  readonly y: number | null;
}

export interface Series {
  readonly label: string;
  /** In order of x. */
  readonly points: readonly Point[];
  /** The unsmoothed values, drawn faintly behind. */
  readonly behind?: readonly Point[];
  /** Few points, each worth seeing. */
  readonly markers?: boolean;
}

/** Shades by row and column; the more, the stronger. */
export interface HeatmapBlock {
  readonly type: 'heatmap';
  readonly title: string;
  readonly rowsAre: string;
  readonly columnsAre: string;
  readonly rows: readonly Heading[];
  readonly columns: readonly Heading[];
  /** values[row][column]; null where there is no such cell. */
  readonly values: readonly (readonly (number | null)[])[];
  readonly unit: Unit;
  /** The value to compare with, marked in the legend: the fair share. */
  readonly fair: { readonly value: number; readonly label: string };
}

export interface Heading {
  readonly label: string;
  /** Neighbours of the same group stand together under its name. */
  readonly group?: string;
}

/** Horizontal bars, one per series in every group. */
export interface BarsBlock {
  readonly type: 'bars';
  readonly title: string;
  readonly unit: Unit;
  readonly series: readonly string[];
  readonly groups: readonly { readonly label: string; readonly note?: string; readonly values: readonly number[] }[];
  /** Length of a full bar; the largest value where it is missing. */
  readonly max?: number;
}

export interface TableBlock {
  readonly type: 'table';
  readonly title?: string;
  readonly columns: readonly { readonly label: string; readonly numeric?: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** Folded away under its title until asked for. */
  readonly folded?: boolean;
}

export interface TextBlock {
  readonly type: 'text';
  readonly style: 'paragraphs' | 'list' | 'steps';
  readonly items: readonly string[];
}

/** Text to be kept as it is, folded away. */
export interface CodeBlock {
  readonly type: 'code';
  readonly title: string;
  readonly text: string;
}

/** A claim that was checked, and what the check found. */
export interface ProofBlock {
  readonly type: 'proof';
  readonly title: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}
