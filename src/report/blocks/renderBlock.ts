/** Which drawing belongs to which block. */
import type { Markup } from '../html.ts';
import type { ReportBlock } from '../report.ts';
import { renderBars } from './bars.ts';
import { renderChart } from './chart.ts';
import { renderCode } from './code.ts';
import { renderFigures } from './figures.ts';
import { renderHeatmap } from './heatmap.ts';
import { renderProof } from './proof.ts';
import { renderTable } from './table.ts';
import { renderText } from './text.ts';

export function renderBlock(block: ReportBlock): Markup {
  switch (block.type) {
    case 'figures':
      return renderFigures(block);
    case 'chart':
      return renderChart(block);
    case 'heatmap':
      return renderHeatmap(block);
    case 'bars':
      return renderBars(block);
    case 'table':
      return renderTable(block);
    case 'text':
      return renderText(block);
    case 'code':
      return renderCode(block);
    case 'proof':
      return renderProof(block);
  }
}
