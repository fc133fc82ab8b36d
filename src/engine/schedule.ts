/**
 * The order in which a program's nodes run. Order decides memory and, because some ops write variables in place,
 * correctness: a write waits for every node that still reads the variable's old value, also through views
 * (`reader` edges), and otherwise runs as soon as its value exists, so that gradients do not pile up.
 */
import { MixwrightError } from '../shared/errors.ts';
import type { Graph, Tensor } from './graph.ts';

/** Nodes needed by the outputs and writes, leaves included, each after everything it depends on. */
export function schedule(graph: Graph): readonly Tensor[] {
  const needed = reachable([...graph.outputs.values(), ...graph.writes]);
  const dependencies = new Map<Tensor, Set<Tensor>>();
  for (const node of needed) dependencies.set(node, new Set(node.inputs));
  const readers = directReaders(needed);
  for (const node of needed) addWriteAfterRead(node, readers, dependencies);
  return inOrder(needed, dependencies);
}

function reachable(roots: readonly Tensor[]): Set<Tensor> {
  const seen = new Set<Tensor>();
  const stack = [...roots];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    stack.push(...node.inputs);
  }
  return seen;
}

/** Ops whose result an executor may let share memory with an input: what reads the result reads the input. */
const views: ReadonlySet<string> = new Set(['reshape', 'permute', 'slice', 'broadcast', 'detach', 'sumAxis', 'concat', 'pad']);

function directReaders(needed: ReadonlySet<Tensor>): ReadonlyMap<Tensor, readonly Tensor[]> {
  const readers = new Map<Tensor, Tensor[]>();
  for (const node of needed) {
    for (const input of new Set(node.inputs)) {
      const known = readers.get(input);
      if (known) known.push(node);
      else readers.set(input, [node]);
    }
  }
  return readers;
}

function addWriteAfterRead(write: Tensor, readers: ReadonlyMap<Tensor, readonly Tensor[]>, dependencies: Map<Tensor, Set<Tensor>>): void {
  for (const index of write.op?.writes ?? []) {
    const target = write.inputs[index] as Tensor;
    for (const reader of readersThroughViews(target, readers)) {
      if (reader === write) continue;
      if (dependsOn(reader, write)) throw readAfterWrite();
      dependencies.get(write)?.add(reader);
    }
  }
}

function readersThroughViews(target: Tensor, readers: ReadonlyMap<Tensor, readonly Tensor[]>): Set<Tensor> {
  const found = new Set<Tensor>();
  const stack = [target];
  for (let source = stack.pop(); source; source = stack.pop()) {
    for (const node of readers.get(source) ?? []) {
      if (found.has(node)) continue;
      found.add(node);
      if (node.op && views.has(node.op.name)) stack.push(node);
    }
  }
  return found;
}

function dependsOn(node: Tensor, ancestor: Tensor): boolean {
  const seen = new Set<Tensor>();
  const stack = [node];
  for (let current = stack.pop(); current; current = stack.pop()) {
    if (current === ancestor) return true;
    if (current.id < ancestor.id || seen.has(current)) continue;
    seen.add(current);
    stack.push(...current.inputs);
  }
  return false;
}

/** Topological order by creation; leaves, which are there from the start, first, and writes right after their latest input. */
function inOrder(needed: ReadonlySet<Tensor>, dependencies: ReadonlyMap<Tensor, ReadonlySet<Tensor>>): readonly Tensor[] {
  const rank = new Map<Tensor, number>();
  const byId = [...needed].sort((a, b) => a.id - b.id);
  for (const node of byId) {
    if (!node.op) rank.set(node, -1);
    else if (node.op.writes) rank.set(node, Math.max(...node.inputs.map((input) => rank.get(input) as number)) + 0.5);
    else rank.set(node, node.id);
  }
  const waiting = new Map([...dependencies].map(([node, before]) => [node, before.size]));
  const after = new Map<Tensor, Tensor[]>();
  for (const [node, before] of dependencies) {
    for (const earlier of before) {
      const list = after.get(earlier);
      if (list) list.push(node);
      else after.set(earlier, [node]);
    }
  }
  const key = (node: Tensor): number => (rank.get(node) as number) * 2 ** 24 + node.id;
  const ready = createHeap<Tensor>((a, b) => key(a) - key(b));
  for (const node of byId) if (waiting.get(node) === 0) ready.push(node);
  const order: Tensor[] = [];
  for (let node = ready.pop(); node; node = ready.pop()) {
    order.push(node);
    for (const next of after.get(node) ?? []) {
      const left = (waiting.get(next) as number) - 1;
      waiting.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  if (order.length !== needed.size) throw readAfterWrite();
  return order;
}

function readAfterWrite(): MixwrightError {
  return new MixwrightError('INTERNAL', 'a program reads a variable after a write to it', {
    hint: 'read the value that the writing op returns instead of the variable',
  });
}

function createHeap<T>(compare: (a: T, b: T) => number): { push(item: T): void; pop(): T | undefined } {
  const items: T[] = [];
  const swap = (i: number, j: number): void => {
    const held = items[i] as T;
    items[i] = items[j] as T;
    items[j] = held;
  };
  return {
    push(item) {
      items.push(item);
      for (let i = items.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (compare(items[parent] as T, items[i] as T) <= 0) break;
        swap(i, parent);
        i = parent;
      }
    },
    pop() {
      const top = items[0];
      const last = items.pop();
      if (items.length === 0 || last === undefined) return top;
      items[0] = last;
      for (let i = 0; ; ) {
        let least = i;
        for (const child of [2 * i + 1, 2 * i + 2]) {
          if (child < items.length && compare(items[child] as T, items[least] as T) < 0) least = child;
        }
        if (least === i) return top;
        swap(i, least);
        i = least;
      }
    },
  };
}
