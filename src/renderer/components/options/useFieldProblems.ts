import { useRef } from 'react';

/** Keeps which fields of a form hold no value. @returns notes a field's message, null for none; `onCount` hears how many there are. */
export function useFieldProblems(onCount: ((count: number) => void) | undefined): (field: string, message: string | null) => void {
  const fields = useRef(new Set<string>());
  return (field, message) => {
    if (fields.current.has(field) === (message !== null)) return;
    if (message === null) fields.current.delete(field);
    else fields.current.add(field);
    onCount?.(fields.current.size);
  };
}
