/** Takes a dataset off the list, and back again when that was not meant. */
import { useLocation } from 'wouter';
import { showUndo } from '../../components/index.ts';
import { useAction } from '../../stores/useCall.ts';

export function useRemoveDataset(): (dataset: { readonly id: string; readonly name: string }) => void {
  const remove = useAction('datasets.remove');
  const restore = useAction('trash.restore');
  const [, navigate] = useLocation();
  return ({ id, name }) =>
    remove.run({ id }, ({ trash }) => {
      navigate('/datasets');
      showUndo({ message: `${name} is off the list`, undo: () => restore.run({ ids: [trash] }) });
    });
}
