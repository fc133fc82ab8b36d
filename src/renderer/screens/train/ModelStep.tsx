/** What is trained: a model of the list, or what a run has made of one. */
import type { ReactNode } from 'react';
import type { ModelInspection } from '../../../shared/api/models.ts';
import { Button, KeyValueList, ModelPicker, Panel, QueryView, Row, Stack, Text } from '../../components/index.ts';
import { formatBytes, formatCount, formatWhole } from '../../format/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { useModelChoice } from '../../stores/useModelChoice.ts';
import { AddModelButton } from '../models/AddModelButton.tsx';

interface ModelStepProps {
  readonly model: string | null;
  readonly onChange: (model: string) => void;
  /** What the services say about it. */
  readonly problem: string | null;
}

export function ModelStep({ model, onChange, problem }: ModelStepProps): ReactNode {
  const inspection = useCall('models.inspect', { model: model ?? '-' }, { enabled: model !== null });
  const dense = useModelChoice(model)?.moe === false;
  return (
    <Panel title="What to train" actions={<AddModelButton primary={false} label="Open another model" onAdded={onChange} />}>
      <Stack gap={5}>
        <div style={{ maxWidth: 480 }}>
          <ModelPicker label="Model" help="A model of the list, or what a run has trained." value={model} onChange={onChange} error={problem} />
        </div>
        {model === null ? null : (
          <QueryView query={inspection} waitsFor="Reading the model" failure="The model could not be read">
            {(inspected) => <KeyValueList items={factsOf(inspected)} />}
          </QueryView>
        )}
        {dense ? (
          <Row gap={3} wrap>
            <Text look="soft">It is dense. A method that adds experts makes a mixture of it while it trains.</Text>
            <Button to={`/convert?model=${encodeURIComponent(model ?? '')}`}>Convert it first</Button>
          </Row>
        ) : null}
      </Stack>
    </Panel>
  );
}

function factsOf({ modelType, parameters, activeParameters, bytes, tokenizer }: ModelInspection) {
  return [
    { label: 'Architecture', value: modelType },
    {
      label: 'Parameters',
      value: activeParameters === parameters ? formatCount(parameters) : `${formatCount(parameters)}, ${formatCount(activeParameters)} active per token`,
    },
    { label: 'On disk', value: formatBytes(bytes) },
    {
      label: 'Tokenizer',
      value: tokenizer
        ? `${tokenizer.kind}, ${formatWhole(tokenizer.vocabSize)} tokens, ${tokenizer.chatTemplate === null ? 'no chat template' : 'with a chat template'}`
        : 'none: it cannot be trained',
    },
  ];
}
