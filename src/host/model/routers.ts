/** The routers of an evaluation program, read off its outputs. */
import type { RouterInfo } from '../../compile/programs.ts';
import type { Graph } from '../../engine/graph.ts';

export function routersOf({ outputs }: Graph): readonly RouterInfo[] {
  return [...outputs].flatMap(([name, ids]) => {
    const layer = /^expertIds:(\d+)$/.exec(name)?.[1];
    const experts = /^expertIds:/.test(name) ? ids.inputs[0].shape[1] : undefined;
    return layer === undefined ? [] : [{ layer: Number(layer), experts: experts as number, topK: ids.shape[1] as number }];
  });
}
