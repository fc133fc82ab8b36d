/** The builder that op files lower to, put together from its themes. */
import type { GgmlBuilder } from '../ggmlBuilder.ts';
import { arithmeticOps } from './arithmeticOps.ts';
import type { ProgramEmitter } from './emitter.ts';
import { type GroupedTools, groupedOps } from './groupedOps.ts';
import type { HandleBuilder } from './handleBuilder.ts';
import { layerOps } from './layerOps.ts';
import { layoutOps } from './layoutOps.ts';
import { multiply } from './products/multiply.ts';
import { routingOps } from './routingOps.ts';
import { rowOps } from './rowOps.ts';
import { writeOps } from './writeOps.ts';

export function createBuilder(emitter: ProgramEmitter, tools: GroupedTools): GgmlBuilder {
  const { products, resources } = tools;
  const builder: HandleBuilder = {
    ...layoutOps(emitter),
    ...arithmeticOps(emitter),
    ...layerOps(emitter),
    ...rowOps(emitter, products),
    ...routingOps(emitter, resources.ggml),
    ...groupedOps(emitter, tools),
    ...writeOps(emitter),
    matmul: (a, b, transposeA, transposeB) => multiply(emitter, products, { a, b, transposeA, transposeB }),
  };
  // Handles are opaque to op files; this is the only place where the two types meet.
  return builder as unknown as GgmlBuilder;
}
