/** Builder functions that overwrite variables. When they run is settled by the engine's schedule. */
import { MixwrightError } from '../../../shared/errors.ts';
import { axisSize } from '../../shape.ts';
import type { ProgramEmitter } from './emitter.ts';
import type { Handle } from './handle.ts';
import type { BuilderPart } from './handleBuilder.ts';
import { dense } from './views.ts';

export function writeOps(emitter: ProgramEmitter): BuilderPart<'assign' | 'accumulate' | 'setRows' | 'adamw'> {
  const { ggml } = emitter;
  return {
    assign(target, value) {
      checkWritable(target);
      // A view of the target itself would be overwritten while it is read.
      const source = value.root === (target.root ?? target) ? emitter.node(value, (context) => ggml.cont(context, value.pointer)) : value;
      return emitter.write(target, (context) => ggml.cpy(context, source.pointer, target.pointer));
    },
    accumulate(target, value) {
      checkWritable(target);
      const source = dense(emitter, value);
      return emitter.write(target, (context) => ggml.add_inplace(context, target.pointer, source.pointer));
    },
    setRows(target, rows, indices) {
      checkWritable(target);
      const [source, at] = [dense(emitter, rows), dense(emitter, indices)];
      emitter.limitIndices(indices, axisSize(target.shape, 0));
      return emitter.write(target, (context) => ggml.set_rows(context, target.pointer, source.pointer, at.pointer));
    },
    adamw(parameter, gradient, first, second, settings) {
      for (const written of [parameter, first, second]) checkWritable(written);
      const source = dense(emitter, gradient);
      ggml.set_param(parameter.pointer);
      return emitter.write(parameter, (context) =>
        ggml.opt_step_adamw(context, parameter.pointer, source.pointer, first.pointer, second.pointer, settings.pointer),
      );
    },
  };
}

function checkWritable({ dtype }: Handle): void {
  if (dtype === 'f32' || dtype === 'i32') return;
  throw new MixwrightError('INTERNAL', `a program cannot write a variable of ${dtype}`, { hint: 'only f32 and i32 variables change during a run' });
}
