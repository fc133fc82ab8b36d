import { useAction } from '../../stores/useCall.ts';
import { useRemoval } from '../../stores/useRemoval.ts';

export function useRemoveDataset(): ReturnType<typeof useRemoval> {
  return useRemoval(useAction('datasets.remove'), '/datasets');
}
