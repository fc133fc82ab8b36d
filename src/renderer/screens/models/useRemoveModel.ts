import { useAction } from '../../stores/useCall.ts';
import { useRemoval } from '../../stores/useRemoval.ts';

export function useRemoveModel(): ReturnType<typeof useRemoval> {
  return useRemoval(useAction('models.remove'), '/models');
}
