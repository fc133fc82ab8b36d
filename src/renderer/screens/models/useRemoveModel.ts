/** Takes a model off the list, and back again when that was not meant. */
import { useLocation } from 'wouter';
import { showUndo } from '../../components/index.ts';
import { useAction } from '../../stores/useCall.ts';

export function useRemoveModel(): (model: { readonly id: string; readonly name: string }) => void {
  const remove = useAction('models.remove');
  const restore = useAction('trash.restore');
  const [, navigate] = useLocation();
  return ({ id, name }) =>
    remove.run({ id }, ({ trash }) => {
      navigate('/models');
      showUndo({ message: `${name} is off the list`, undo: () => restore.run({ ids: [trash] }) });
    });
}
