import { useRef } from 'react';

/** Adds up the fields without a value of a step's parts. @returns notes a part's; `onProblems` hears the sum. */
export function useProblemCounts(onProblems: (count: number) => void): (part: string, count: number) => void {
  const counts = useRef(new Map<string, number>());
  return (part, count) => {
    counts.current.set(part, count);
    onProblems([...counts.current.values()].reduce((sum, each) => sum + each, 0));
  };
}
