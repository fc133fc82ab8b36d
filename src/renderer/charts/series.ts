/** What a chart of curves draws. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  /** Drawn filled: the best evaluation. */
  readonly best?: boolean;
}

export interface ChartSeries {
  /** Stable while the chart lives. */
  readonly id: string;
  readonly label: string;
  /** Ascending, as long as y. Columns may grow between draws. */
  readonly x: Float64Array;
  /** NaN: a gap. */
  readonly y: Float64Array;
  /** Single values, joined by a line: evaluations. */
  readonly points?: readonly ChartPoint[];
  /** Place in the series palette; by position unless told. */
  readonly colour?: number;
}

export interface ChartMark {
  readonly x: number;
  /** "resumed at step 400". */
  readonly label: string;
}
