/** Every op, one line each: the contract suites, the executors' support lists and the docs are drawn from this. */
import type { Op } from '../op.ts';
import { accumulateOp } from './accumulate.ts';
import { adamwOp } from './adamw.ts';
import { addOp } from './add.ts';
import { addRowsOp } from './addRows.ts';
import { affineOp } from './affine.ts';
import { assignOp } from './assign.ts';
import { broadcastOp, sumAxisOp } from './broadcast.ts';
import { clampOp } from './clamp.ts';
import { concatOp } from './concat.ts';
import { crossEntropyOp } from './crossEntropy.ts';
import { crossEntropyBackwardOp } from './crossEntropyBackward.ts';
import { detachOp } from './detach.ts';
import { dispatchOp } from './dispatch.ts';
import { divOp } from './div.ts';
import { expOp } from './exp.ts';
import { gatherRowsOp } from './gatherRows.ts';
import { groupedMatmulOp } from './groupedMatmul.ts';
import { groupedOuterOp } from './groupedOuter.ts';
import { logOp } from './log.ts';
import { matmulOp } from './matmul.ts';
import { mulOp } from './mul.ts';
import { oneHotOp } from './oneHot.ts';
import { permuteOp } from './permute.ts';
import { permuteRowsOp } from './permuteRows.ts';
import { reshapeOp } from './reshape.ts';
import { rmsNormOp } from './rmsNorm.ts';
import { rmsNormBackwardOp } from './rmsNormBackward.ts';
import { ropeOp } from './rope.ts';
import { setRowsOp } from './setRows.ts';
import { sigmoidOp } from './sigmoid.ts';
import { siluOp } from './silu.ts';
import { siluBackwardOp } from './siluBackward.ts';
import { padOp, sliceOp } from './slice.ts';
import { softmaxOp } from './softmax.ts';
import { softmaxBackwardOp } from './softmaxBackward.ts';
import { sqrtOp } from './sqrt.ts';
import { stepOp } from './step.ts';
import { subOp } from './sub.ts';
import { toFloat32Op } from './toFloat32.ts';
import { topKOp } from './topK.ts';

export const ops = {
  accumulate: accumulateOp,
  adamw: adamwOp,
  add: addOp,
  addRows: addRowsOp,
  affine: affineOp,
  assign: assignOp,
  broadcast: broadcastOp,
  clamp: clampOp,
  concat: concatOp,
  crossEntropy: crossEntropyOp,
  crossEntropyBackward: crossEntropyBackwardOp,
  detach: detachOp,
  dispatch: dispatchOp,
  div: divOp,
  exp: expOp,
  gatherRows: gatherRowsOp,
  groupedMatmul: groupedMatmulOp,
  groupedOuter: groupedOuterOp,
  log: logOp,
  matmul: matmulOp,
  mul: mulOp,
  oneHot: oneHotOp,
  pad: padOp,
  permute: permuteOp,
  permuteRows: permuteRowsOp,
  reshape: reshapeOp,
  rmsNorm: rmsNormOp,
  rmsNormBackward: rmsNormBackwardOp,
  rope: ropeOp,
  setRows: setRowsOp,
  sigmoid: sigmoidOp,
  silu: siluOp,
  siluBackward: siluBackwardOp,
  slice: sliceOp,
  softmax: softmaxOp,
  softmaxBackward: softmaxBackwardOp,
  sqrt: sqrtOp,
  step: stepOp,
  sub: subOp,
  sumAxis: sumAxisOp,
  toFloat32: toFloat32Op,
  topK: topKOp,
} as unknown as Readonly<Record<OpName, Op>>;

export type OpName =
  | 'accumulate'
  | 'adamw'
  | 'add'
  | 'addRows'
  | 'affine'
  | 'assign'
  | 'broadcast'
  | 'clamp'
  | 'concat'
  | 'crossEntropy'
  | 'crossEntropyBackward'
  | 'detach'
  | 'dispatch'
  | 'div'
  | 'exp'
  | 'gatherRows'
  | 'groupedMatmul'
  | 'groupedOuter'
  | 'log'
  | 'matmul'
  | 'mul'
  | 'oneHot'
  | 'pad'
  | 'permute'
  | 'permuteRows'
  | 'reshape'
  | 'rmsNorm'
  | 'rmsNormBackward'
  | 'rope'
  | 'setRows'
  | 'sigmoid'
  | 'silu'
  | 'siluBackward'
  | 'slice'
  | 'softmax'
  | 'softmaxBackward'
  | 'sqrt'
  | 'step'
  | 'sub'
  | 'sumAxis'
  | 'toFloat32'
  | 'topK';
