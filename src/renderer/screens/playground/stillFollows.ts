/** Whether a reader still follows what grows, told from where they have scrolled to. */

/** Pixels from the end that still count as the end. */
const slack = 24;

/**
 * @param last where the scroller stood before, in pixels; more may have come since: only going up is going away.
 * @param now pixels too; a scrolling element is one.
 */
export function stillFollows(followed: boolean, last: number, now: Pick<Element, 'scrollTop' | 'scrollHeight' | 'clientHeight'>): boolean {
  const atEnd = now.scrollHeight - now.scrollTop - now.clientHeight < slack;
  return atEnd || (followed && now.scrollTop >= last);
}
