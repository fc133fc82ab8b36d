/** A tensor with the other shapes it has been seen in: views of one memory, each made once, given back together. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { type Shape, sameShape } from '../../shape.ts';
import type { Device } from './device.ts';

export interface Held {
  readonly tensor: Tensor;
  readonly views: Tensor[];
}

export function hold(tensor: Tensor): Held {
  return { tensor, views: [] };
}

export function seenAs(device: Device, { tensor, views }: Held, shape: Shape): Tensor {
  if (sameShape(tensor.shape, shape)) return tensor;
  const known = views.find((view) => sameShape(view.shape, shape));
  if (known) return known;
  const view = device.view(tensor, shape);
  views.push(view);
  return view;
}

export function giveBack(device: Device, { tensor, views }: Held): void {
  for (const view of views) device.dispose(view);
  device.dispose(tensor);
}
