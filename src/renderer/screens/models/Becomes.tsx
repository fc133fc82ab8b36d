/** What a model can be turned into, and why not into the rest. */
import { IconArrowsSplit2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ModelInspection } from '../../../shared/api/models.ts';
import { Button, Panel, ProofList, Stack } from '../../components/index.ts';
import { useCall } from '../../stores/useCall.ts';

export function Becomes({ model, canBecome }: { readonly model: string; readonly canBecome: ModelInspection['canBecome'] }): ReactNode {
  const methods = useCall('conversions.methods', {}).data ?? [];
  const nameOf = (id: string): string => methods.find((method) => method.id === id)?.name ?? id;
  const possible = canBecome.some(({ ok }) => ok);
  return (
    <Panel
      title="Can become"
      actions={
        possible ? (
          <Button icon={IconArrowsSplit2} to={`/convert?model=${encodeURIComponent(model)}`}>
            Convert
          </Button>
        ) : null
      }
    >
      <Stack>
        <ProofList
          proofs={canBecome.map(({ method, ok, modelType, reason }) => ({
            name: nameOf(method),
            outcome: ok ? 'pass' : 'open',
            detail: ok ? `a ${modelType ?? 'mixture-of-experts'} checkpoint` : (reason ?? 'not possible for this model'),
          }))}
        />
      </Stack>
    </Panel>
  );
}
