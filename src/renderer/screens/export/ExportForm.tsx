/** What is written, as what, and where to. */
import { IconPackageExport } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { ExportOptions } from '../../../shared/api/models.ts';
import { toErrorObject } from '../../../shared/errors.ts';
import { Button, ErrorState, PathField, Row, Section, Segmented, Select, Stack, Text } from '../../components/index.ts';
import { formatBytes } from '../../format/index.ts';
import { useAction } from '../../stores/useCall.ts';
import { ClientTable } from './ClientTable.tsx';

interface ExportFormProps {
  readonly model: string;
  readonly options: ExportOptions;
  /** Why it cannot start now; null: it can. */
  readonly busy: string | null;
}

export function ExportForm({ model, options, busy }: ExportFormProps): ReactNode {
  const start = useAction('exports.start', { quiet: true });
  const [chosenFormat, setFormat] = useState<string | null>(null);
  const [chosenDtype, setDtype] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const output = typed ?? options.suggestedOutput;

  const format = options.formats.find(({ id }) => id === chosenFormat) ?? options.formats[0];
  if (!format) {
    return (
      <ErrorState
        title="This model cannot be exported"
        error={{
          type: 'error',
          code: 'NOT_EXPORTABLE',
          message: options.refusal ?? 'no format can hold it',
          hint: 'Its run can still be talked to, evaluated and trained further.',
        }}
      />
    );
  }
  const dtype = format.dtypes.find(({ id }) => id === chosenDtype) ?? format.dtypes.find(({ id }) => id === format.defaultDtype) ?? format.dtypes[0];
  const bytes = dtype?.bytes ?? 0;
  const room = bytes <= options.freeBytes ? null : `There are ${formatBytes(options.freeBytes)} free where it would go, and it needs ${formatBytes(bytes)}`;
  return (
    <Stack gap={5}>
      {options.formats.length > 1 ? (
        <Segmented label="Format" value={format.id} options={options.formats.map(({ id, name }) => ({ value: id, label: name }))} onChange={setFormat} />
      ) : null}
      <Text look="soft">{format.help}</Text>
      <Row gap={4} align="start" wrap>
        <Select
          label="Number type"
          description={`What each weight is written as. The model's own is ${format.defaultDtype}.`}
          data={format.dtypes.map(({ id, name, bytes: size }) => ({ value: id, label: `${name} · ${formatBytes(size)}` }))}
          value={dtype?.id ?? null}
          onChange={setDtype}
          allowDeselect={false}
          w={280}
        />
        <div style={{ flex: 1, minWidth: 280 }}>
          <PathField
            label="New folder"
            value={output}
            onChange={setTyped}
            request={{ kind: 'save', title: 'Where to write the export' }}
            help={`${formatBytes(bytes)} will be written; ${formatBytes(options.freeBytes)} are free.`}
          />
        </div>
      </Row>
      <Section title="Who can open it">
        <ClientTable clients={format.clients} />
      </Section>
      {start.error ? <ErrorState title="The export did not start" error={toErrorObject(start.error)} /> : null}
      <Row justify="end">
        <Button
          look="primary"
          icon={IconPackageExport}
          busy={start.busy}
          refusal={busy ?? room ?? (output.trim() === '' ? 'Say where to write it' : null)}
          onClick={() => start.run({ model, format: format.id, dtype: dtype?.id ?? null, output }, () => setTyped(null))}
          testId="start-export"
        >
          Export and verify
        </Button>
      </Row>
    </Stack>
  );
}
