/** How long the rows are, against the sequence length they are cut to. */
import { IconRuler2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DatasetSettings } from '../../../shared/api/datasets.ts';
import type { DatasetReport } from '../../../shared/jobs.ts';
import { Histogram } from '../../charts/index.ts';
import { Button, EmptyState, Panel, Row, Stack, Stat, StatRow } from '../../components/index.ts';
import { formatCount, formatShare, formatWhole } from '../../format/index.ts';
import { fittingLength } from './fittingLength.ts';
import { SequenceLength } from './SequenceLength.tsx';
import { TokenizerModel } from './TokenizerModel.tsx';

interface LengthsTabProps {
  readonly report: DatasetReport;
  readonly settings: DatasetSettings;
  readonly onChange: (settings: Partial<DatasetSettings>) => void;
}

export function LengthsTab({ report: { tokens, counts }, settings, onChange }: LengthsTabProps): ReactNode {
  if (!tokens) {
    return (
      <EmptyState
        icon={IconRuler2}
        title="Lengths need a tokenizer"
        action={<TokenizerModel value={settings.model} onChange={(model) => onChange({ model })} />}
      >
        Choose a model: its tokenizer counts the tokens.
      </EmptyState>
    );
  }
  const { sequenceLength } = settings;
  const cut = counts.filter(({ code }) => code === 'OVER_LONG').reduce((sum, { count }) => sum + count, 0);
  const fitting = fittingLength(tokens.p95);
  return (
    <Stack>
      <Panel>
        <StatRow>
          <Stat label="Samples" value={formatWhole(tokens.samples)} />
          <Stat label="Tokens" value={formatCount(tokens.total)} title={formatWhole(tokens.total)} />
          <Stat
            label="Trained"
            value={formatShare(tokens.trained / Math.max(1, tokens.total))}
            detail={`${formatCount(tokens.trained)} tokens`}
            hint="The loss looks at answers, not at prompts."
          />
          <Stat label="Median" value={formatWhole(tokens.median)} unit="tokens" />
          <Stat label="95 % up to" value={formatWhole(tokens.p95)} unit="tokens" />
          <Stat label="Longest" value={formatWhole(tokens.max)} unit="tokens" />
          <Stat label="Cut" value={formatWhole(cut)} detail={formatShare(cut / Math.max(1, tokens.samples))} tone={cut > 0 ? 'warning' : undefined} />
        </StatRow>
      </Panel>
      <Panel>
        <Histogram
          title="Lengths of the samples"
          classes={tokens.histogram.map(({ from, to, samples }) => ({ from, to, count: samples }))}
          noun="sample"
          unit="tokens"
          limit={{ value: sequenceLength, label: `${formatWhole(sequenceLength)} tokens` }}
          height={220}
        />
      </Panel>
      <Panel title="Sequence length">
        <Row align="start" gap={3} wrap>
          <SequenceLength value={sequenceLength} onChange={(value) => onChange({ sequenceLength: value })} />
          {fitting === sequenceLength ? null : (
            // Beside the field, below its label.
            <div style={{ paddingTop: 20 }}>
              <Button onClick={() => onChange({ sequenceLength: fitting })}>{`Use ${formatWhole(fitting)}: 95 % of the samples fit`}</Button>
            </div>
          )}
        </Row>
      </Panel>
    </Stack>
  );
}
