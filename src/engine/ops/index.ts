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

export const ops = [
  accumulateOp,
  adamwOp,
  addOp,
  addRowsOp,
  affineOp,
  assignOp,
  broadcastOp,
  clampOp,
  concatOp,
  crossEntropyOp,
  crossEntropyBackwardOp,
  detachOp,
  dispatchOp,
  divOp,
  expOp,
  gatherRowsOp,
  groupedMatmulOp,
  groupedOuterOp,
  logOp,
  matmulOp,
  mulOp,
  oneHotOp,
  padOp,
  permuteOp,
  permuteRowsOp,
  reshapeOp,
  rmsNormOp,
  rmsNormBackwardOp,
  ropeOp,
  setRowsOp,
  sigmoidOp,
  siluOp,
  siluBackwardOp,
  sliceOp,
  softmaxOp,
  softmaxBackwardOp,
  sqrtOp,
  stepOp,
  subOp,
  sumAxisOp,
  toFloat32Op,
  topKOp,
  // Each takes attributes of its own: what a list of all of them can be used for does not ask which.
] as readonly unknown[] as readonly Op[];
