/** What a bug report needs, to be read before it is copied. */
import type { ReactNode } from 'react';
import { CodeBlock, Panel, QueryView, Stack, Text } from '../../components/index.ts';
import { useCall } from '../../stores/useCall.ts';

export function DiagnosticsSection(): ReactNode {
  const query = useCall('app.diagnostics', {});
  return (
    <Panel title="For a bug report">
      <Stack>
        <Text look="soft" as="p">
          Versions, devices, settings and the last errors. It holds no text of your datasets and is sent nowhere: copy it into your report yourself.
        </Text>
        <QueryView query={query} waitsFor="Collecting versions, devices and the last errors" failure="The report could not be put together">
          {({ text }) => <CodeBlock text={text} title="markdown" wrap maxHeight={520} />}
        </QueryView>
      </Stack>
    </Panel>
  );
}
