/** The buffers that outlive a run: one for each variable and constant, shared by all programs of a session. */
import type { Variable } from '../../graph.ts';
import type { Shape } from '../../shape.ts';
import type { TensorData } from '../executor.ts';
import { bytesOf } from '../variableRange.ts';
import { type Buffer, type Constant, createValue, type Value } from './values.ts';

export interface Leaves {
  readonly variables: ReadonlyMap<Variable, Value>;
  /** By key. */
  readonly constants: ReadonlyMap<string, Constant>;
  variable(variable: Variable): Value;
  constant(key: string, shape: Shape, values: () => TensorData): Value;
}

export function createLeaves(): Leaves {
  const variables = new Map<Variable, Value>();
  const constants = new Map<string, Constant>();
  const buffers = new Map<string, Buffer>();
  return {
    variables,
    constants,
    variable(variable) {
      const value = variables.get(variable) ?? createValue({ kind: 'variable', variable, bytes: bytesOf(variable) }, variable.shape, variable.dtype);
      variables.set(variable, value);
      return value;
    },
    constant(key, shape, make) {
      const constant = constants.get(key) ?? { key, shape, values: make() };
      constants.set(key, constant);
      const buffer = buffers.get(key) ?? { kind: 'constant', constant, bytes: constant.values.byteLength };
      buffers.set(key, buffer);
      return createValue(buffer, shape, constant.values instanceof Int32Array ? 'i32' : 'f32');
    },
  };
}
