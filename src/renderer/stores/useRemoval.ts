/** Takes something off its list, and back again when that was not meant. */
import { useLocation } from 'wouter';
import { showUndo } from '../components/toasts.tsx';
import { type Action, useAction } from './useCall.ts';

/** @param list the route of the list it was on. */
export function useRemoval(
  remove: Action<{ readonly id: string }, { readonly trash: string }>,
  list: string,
): (item: { readonly id: string; readonly name: string }) => void {
  const restore = useAction('trash.restore');
  const [, navigate] = useLocation();
  return ({ id, name }) =>
    remove.run({ id }, ({ trash }) => {
      navigate(list);
      showUndo({ message: `${name} is off the list`, undo: () => restore.run({ ids: [trash] }) });
    });
}
