/** What a model can be written as, and which programs open it then. */
import { IconPackageExport } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ExportOptions } from '../../../shared/api/models.ts';
import { Button, Panel, type Proof, ProofList, QueryView } from '../../components/index.ts';
import { useCall } from '../../stores/useCall.ts';

export function ExportsTo({ model }: { readonly model: string }): ReactNode {
  const query = useCall('exports.options', { model });
  return (
    <Panel
      title="Can be exported as"
      actions={
        query.data && query.data.formats.length > 0 ? (
          <Button icon={IconPackageExport} to={`/export?model=${encodeURIComponent(model)}`}>
            Export
          </Button>
        ) : null
      }
    >
      <QueryView query={query} waitsFor="Reading what it can be written as" failure="What it can be written as could not be told">
        {(options) => <ProofList proofs={proofsOf(options)} />}
      </QueryView>
    </Panel>
  );
}

function proofsOf({ formats, refusal }: ExportOptions): readonly Proof[] {
  if (formats.length === 0) return [{ name: 'No format of today', outcome: 'open', detail: refusal ?? 'no format can hold it' }];
  return formats.map(({ name, clients }) => {
    const openers = clients.filter(({ ok }) => ok).map((client) => client.name);
    return { name, outcome: 'pass', detail: openers.length === 0 ? 'opened by Mixwright alone' : `opened by ${openers.join(', ')}` };
  });
}
