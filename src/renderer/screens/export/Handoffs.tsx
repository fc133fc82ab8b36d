/** How to open an export elsewhere, ready to copy. */
import { type ReactNode, useState } from 'react';
import { CodeBlock, QueryView, Stack, Tabs, Text } from '../../components/index.ts';
import { useCall } from '../../stores/useCall.ts';

export function Handoffs({ path, format }: { readonly path: string; readonly format: string }): ReactNode {
  const query = useCall('exports.handoff', { path, format });
  const [client, setClient] = useState<string | null>(null);
  return (
    <QueryView query={query} waitsFor="Writing down how to open it" failure="How to open it could not be told">
      {(handoffs) => {
        const shown = handoffs.find((handoff) => handoff.client === client) ?? handoffs[0];
        if (!shown) return null;
        return (
          <Stack gap={3}>
            <Tabs label="Program" value={shown.client} options={handoffs.map(({ client: value, name }) => ({ value, label: name }))} onChange={setClient} />
            <Text look="soft">{shown.help}</Text>
            <CodeBlock text={shown.text} title={shown.language} />
          </Stack>
        );
      }}
    </QueryView>
  );
}
