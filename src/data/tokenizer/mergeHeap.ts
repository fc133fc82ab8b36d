/** A binary min-heap of numbers: candidates of a byte-pair merge, best rank and then leftmost first. */
export interface NumberHeap {
  readonly size: number;
  push(value: number): void;
  /** @returns the least value; only while size > 0. */
  pop(): number;
}

export function numberHeap(): NumberHeap {
  const items: number[] = [];
  return {
    get size() {
      return items.length;
    },
    push(value) {
      let at = items.push(value) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if ((items[parent] as number) <= value) break;
        items[at] = items[parent] as number;
        at = parent;
      }
      items[at] = value;
    },
    pop() {
      const least = items[0] as number;
      const last = items.pop() as number;
      if (items.length > 0) sink(items, last);
      return least;
    },
  };
}

function sink(items: number[], value: number): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= items.length) break;
    if (child + 1 < items.length && (items[child + 1] as number) < (items[child] as number)) child++;
    if ((items[child] as number) >= value) break;
    items[at] = items[child] as number;
    at = child;
  }
  items[at] = value;
}
