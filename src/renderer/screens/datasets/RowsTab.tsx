/** The rows of a dataset, one after another: as a conversation, and as the tokens the model will see. */
import { IconChevronLeft, IconChevronRight, IconListSearch } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { DatasetRow, DatasetSettings } from '../../../shared/api/datasets.ts';
import type { DatasetReport } from '../../../shared/jobs.ts';
import {
  ChatBubbles,
  CodeBlock,
  EmptyState,
  IconButton,
  NumberInput,
  Panel,
  ProofList,
  QueryView,
  Row,
  Segmented,
  Select,
  Stack,
  Text,
  TokenText,
} from '../../components/index.ts';
import { formatPlural, formatWhole } from '../../format/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { problemName } from './problems.ts';
import { TokenizerModel } from './TokenizerModel.tsx';

interface RowsTabProps {
  readonly id: string;
  readonly settings: DatasetSettings;
  readonly report: DatasetReport | null;
  /** Which row of those shown, from 1. */
  readonly row: number;
  /** undefined: all rows; null: those with any problem; else those with that one. */
  readonly problem: string | null | undefined;
  readonly onModel: (model: string) => void;
  readonly onMove: (place: { readonly row: number; readonly problem: string | null | undefined }) => void;
}

const views = [
  { value: 'tokens', label: 'Tokens' },
  { value: 'chat', label: 'Conversation' },
  { value: 'source', label: 'As in the file' },
] as const;
type View = (typeof views)[number]['value'];

/** Rows fetched together: moving on is then instant most of the time. */
const page = 20;

export function RowsTab({ id, settings, report, row, problem, onModel, onMove }: RowsTabProps): ReactNode {
  const [chosen, setView] = useState<View | null>(null);
  const view = chosen ?? (settings.model === null ? 'chat' : 'tokens');
  const from = Math.floor((row - 1) / page) * page + 1;
  const query = useCall(
    'datasets.rows',
    { id, model: settings.model, from, count: page, ...(problem === undefined ? {} : { problem }) },
    { keepPrevious: true },
  );
  const codes = report?.counts ?? [];
  return (
    <Stack>
      <Row gap={3} wrap justify="between">
        <Row gap={3} wrap>
          <Select
            aria-label="Which rows"
            data={[
              { value: 'all', label: 'All rows' },
              ...(codes.length > 0 ? [{ value: 'any', label: 'Rows with a problem' }] : []),
              ...codes.map(({ code, count }) => ({ value: `code ${code}`, label: `${problemName(code)} (${formatWhole(count)})` })),
            ]}
            value={problem === undefined ? 'all' : problem === null ? 'any' : `code ${problem}`}
            onChange={(value) => onMove({ row: 1, problem: value === 'any' ? null : value?.startsWith('code ') ? value.slice(5) : undefined })}
            allowDeselect={false}
            w={260}
          />
          <Segmented label="Shown as" value={view} options={views} onChange={setView} />
        </Row>
        <Row gap={2}>
          <IconButton
            label="Row before"
            icon={IconChevronLeft}
            onClick={() => onMove({ row: row - 1, problem })}
            refusal={row <= 1 ? 'This is the first row' : null}
          />
          <NumberInput
            aria-label="Row"
            value={row}
            min={1}
            max={query.data?.total ?? row}
            allowDecimal={false}
            hideControls
            onChange={(value) => typeof value === 'number' && value >= 1 && onMove({ row: Math.min(value, query.data?.total ?? value), problem })}
            w={88}
          />
          <Text look="faint">of {query.data ? formatWhole(query.data.total) : '…'}</Text>
          <IconButton
            label="Next row"
            icon={IconChevronRight}
            onClick={() => onMove({ row: row + 1, problem })}
            refusal={query.data && row >= query.data.total ? 'This is the last row' : null}
          />
        </Row>
      </Row>
      <QueryView query={query} waitsFor="Reading rows" failure="The rows could not be read">
        {({ rows }) => {
          const shown = rows[row - from];
          return shown ? (
            <RowView row={shown} view={view} model={settings.model} onModel={onModel} />
          ) : (
            <EmptyState icon={IconListSearch} title="No such row">
              Choose another, or all rows.
            </EmptyState>
          );
        }}
      </QueryView>
    </Stack>
  );
}

interface RowViewProps {
  readonly row: DatasetRow;
  readonly view: View;
  readonly model: string | null;
  readonly onModel: (model: string) => void;
}

function RowView({ row, view, model, onModel }: RowViewProps): ReactNode {
  const { file, line, tokens, length, cut = null, problems } = row;
  const trained = tokens?.filter((token) => token.trained).length ?? 0;
  const title = `${file.split(/[/\\]/).at(-1)}, line ${formatWhole(line)}`;
  return (
    <Panel
      title={title}
      note={
        tokens
          ? `${formatPlural(length ?? tokens.length, 'token')}, ${formatWhole(trained)} trained${cut === null ? '' : `, cut after ${formatWhole(cut)}`}`
          : ''
      }
    >
      <Stack>
        {problems.length > 0 ? (
          <ProofList
            proofs={problems.map(({ severity, code, message, fix }) => ({
              name: problemName(code),
              outcome: severity === 'error' ? 'fail' : 'warning',
              detail: message,
              hint: fix,
            }))}
          />
        ) : null}
        <RowContent row={row} view={view} model={model} onModel={onModel} />
      </Stack>
    </Panel>
  );
}

function RowContent({ row: { tokens, cut = null, messages, source }, view, model, onModel }: RowViewProps): ReactNode {
  if (view === 'source') return <CodeBlock text={source} title="json" wrap />;
  if (view === 'tokens' && tokens) {
    return (
      <Stack gap={2}>
        <TokenText tokens={tokens} marks={{ by: 'trained', cut }} maxHeight={520} />
        <Text look="faint" size="sm">
          Coloured tokens are trained on; the others are context.
        </Text>
      </Stack>
    );
  }
  if (view === 'tokens' && model === null) {
    return (
      <Stack gap={3}>
        <Text look="soft">Choose a model: its tokenizer and chat template decide what it sees, and which tokens are trained.</Text>
        <TokenizerModel value={model} onChange={onModel} />
      </Stack>
    );
  }
  if (messages === null) return <Text look="soft">This row cannot be read as a conversation or text.</Text>;
  return <ChatBubbles turns={messages} />;
}
