import { IconCopy, IconDatabase, IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import {
  BusyState,
  Button,
  CopyButton,
  EmptyState,
  ErrorState,
  HelpHint,
  IconButton,
  Keys,
  KeyValueList,
  MemoryBar,
  MenuButton,
  Panel,
  PathText,
  Progress,
  ProofList,
  Row,
  SearchField,
  Section,
  Segmented,
  SkeletonRows,
  Stack,
  Stat,
  StatRow,
  showDone,
  showError,
  showUndo,
  Tabs,
  Tag,
  Text,
  useConfirm,
  Waiting,
} from '../../components/index.ts';
import { Specimen, Specimens } from './Specimen.tsx';

const nothing = (): void => {};
const failure = {
  type: 'error',
  code: 'BAD_DATASET',
  message: 'chats.jsonl:214: expected a list of messages, got a number',
  hint: 'open the file at line 214 and put the messages into a list',
  file: '/home/ada/data/chats.jsonl',
  line: 214,
} as const;
const memory = { frozen: 1.3e9, trained: 2.4e8, optimizer: 4.8e8, gradients: 2.4e8, activations: 9.1e8, scratch: 6e7, total: 3.23e9 };

export function Parts(): ReactNode {
  const confirm = useConfirm();
  const [segment, setSegment] = useState<'step' | 'tokens' | 'time'>('step');
  const [tab, setTab] = useState<'charts' | 'experts' | 'log'>('charts');
  const [search, setSearch] = useState('');
  return (
    <>
      <Section title="Actions">
        <Specimens>
          <Specimen name="Button: primary, secondary, quiet, danger">
            <Row wrap>
              <Button look="primary" icon={IconPlayerPlay} onClick={nothing}>
                Start
              </Button>
              <Button onClick={nothing}>Clone</Button>
              <Button look="quiet" onClick={nothing}>
                Cancel
              </Button>
              <Button look="danger" icon={IconTrash} onClick={nothing}>
                Delete
              </Button>
            </Row>
          </Specimen>
          <Specimen name="Button: busy, refused (tooltip says why)">
            <Row wrap>
              <Button look="primary" busy>
                Start
              </Button>
              <Button look="primary" refusal="Choose a dataset first">
                Start
              </Button>
              <Button refusal="The run has ended">Pause</Button>
            </Row>
          </Specimen>
          <Specimen name="IconButton, MenuButton, CopyButton, Keys">
            <Row wrap>
              <IconButton icon={IconPlus} label="Add" onClick={nothing} />
              <IconButton icon={IconPlus} label="Add" active onClick={nothing} />
              <IconButton icon={IconPlus} label="Add" refusal="Not now" onClick={nothing} />
              <MenuButton
                label="More"
                items={[
                  { label: 'Clone', icon: IconCopy, onClick: nothing },
                  { label: 'Resume', onClick: nothing, refusal: 'The run has not ended' },
                  { label: 'Delete', icon: IconTrash, danger: true, separate: true, onClick: nothing },
                ]}
              />
              <CopyButton text="copied" />
              <Keys keys={['Mod', 'K']} />
              <HelpHint>What the loss looks at.</HelpHint>
              <Tag>qwen3_moe</Tag>
            </Row>
          </Specimen>
          <Specimen name="Segmented, Tabs, SearchField">
            <Stack gap={3}>
              <Segmented
                label="Axis"
                value={segment}
                options={(['step', 'tokens', 'time'] as const).map((value) => ({ value, label: value }))}
                onChange={setSegment}
              />
              <Tabs
                label="Views"
                value={tab}
                options={[
                  { value: 'charts', label: 'Charts' },
                  { value: 'experts', label: 'Experts' },
                  { value: 'log', label: 'Log', count: 128 },
                ]}
                onChange={setTab}
              />
              <SearchField label="Search runs" value={search} onChange={setSearch} />
            </Stack>
          </Specimen>
          <Specimen name="Confirm, toasts">
            <Row wrap>
              <Button
                onClick={() =>
                  void confirm({
                    title: 'Stop this run without saving?',
                    body: 'The last checkpoint is of step 400; 62 steps since then are lost.',
                    confirm: 'Stop without saving',
                    other: 'Stop and save',
                    cancel: 'Keep training',
                    danger: true,
                  })
                }
              >
                Ask
              </Button>
              <Button onClick={() => showUndo({ message: '2 runs moved to the trash', undo: nothing })}>Undo toast</Button>
              <Button onClick={() => showError(failure, 'The dataset could not be read')}>Error toast</Button>
              <Button onClick={() => showDone('Export written', '1.3 GB in 4 files, reloaded and compared')}>Done toast</Button>
            </Row>
          </Specimen>
        </Specimens>
      </Section>
      <Section title="States">
        <Specimens>
          <Specimen name="EmptyState">
            <Panel>
              <EmptyState compact icon={IconDatabase} title="No datasets yet" action={<Button icon={IconPlus}>Add a dataset</Button>}>
                Drop a JSONL, JSON, CSV, Parquet or text file anywhere in the window.
              </EmptyState>
            </Panel>
          </Specimen>
          <Specimen name="BusyState">
            <Panel>
              <BusyState what="Opening SmolLM2-135M" />
            </Panel>
          </Specimen>
          <Specimen name="SkeletonRows">
            <Panel flush>
              <SkeletonRows rows={4} />
            </Panel>
          </Specimen>
          <Specimen name="ErrorState" wide>
            <ErrorState error={failure} title="The dataset could not be read" onRetry={nothing} />
          </Specimen>
        </Specimens>
      </Section>
      <Section title="Progress">
        <Specimens>
          <Specimen name="Progress with an end">
            <Progress label="Writing model-00002-of-00004.safetensors" done={412e6} total={1.3e9} unit="bytes" etaSeconds={95} />
          </Specimen>
          <Specimen name="Progress, bare">
            <Progress bare done={740} total={1000} unit="steps" />
          </Specimen>
          <Specimen name="Waiting">
            <Waiting what="Waiting for 2 cores that another run holds" />
          </Specimen>
        </Specimens>
      </Section>
      <Section title="Facts">
        <Specimens>
          <Specimen name="StatRow" wide>
            <Panel>
              <StatRow>
                <Stat label="Training loss" value="2.381" detail="best 2.374 at step 920" hint="Mean cross-entropy over the trained tokens of a step." />
                <Stat label="Speed" value="2.4 k" unit="tokens/s" detail="0.42 s per step" />
                <Stat label="Parameters" value="513 M" detail="198 M active per token" />
                <Stat label="Peak memory" value="3.2" unit="GB" detail="of 16.8 GB" />
                <Stat label="Dead experts" value="2" tone="warning" detail="layers 3 and 7" />
                <Stat label="Evaluation loss" value="–" detail="first at step 50" />
              </StatRow>
            </Panel>
          </Specimen>
          <Specimen name="KeyValueList">
            <Panel title="Model" note="qwen3_moe">
              <KeyValueList
                items={[
                  { label: 'Architecture', value: 'Qwen3-MoE' },
                  { label: 'Experts', value: '8 per layer, 2 per token', hint: 'Each token goes through topK of the experts of every layer.' },
                  { label: 'Path', value: <PathText path="/home/ada/.local/share/mixwright/models/smollm2-135m-8x-upcycled" /> },
                ]}
              />
            </Panel>
          </Specimen>
          <Specimen name="ProofList">
            <Panel title="Proofs">
              <ProofList
                proofs={[
                  { name: 'Trainable set', outcome: 'pass', detail: '96 tensors trained, 272 frozen; all that received tokens changed' },
                  { name: 'Export', outcome: 'warning', detail: '0.4 % of the change was lost to bf16', hint: 'Export as f32 to keep all of it.' },
                  { name: 'Fit', outcome: 'fail', detail: '18.2 GB planned, 16.8 GB free' },
                  { name: 'Conversion', outcome: 'open', detail: 'compared when the conversion has ended' },
                ]}
              />
            </Panel>
          </Specimen>
          <Specimen name="MemoryBar: fits, does not fit" wide>
            <Panel>
              <Stack gap={6}>
                <MemoryBar memory={memory} available={8e9} device="CPU" />
                <MemoryBar memory={memory} available={2.6e9} device="Radeon 780M" />
              </Stack>
            </Panel>
          </Specimen>
          <Specimen name="Text">
            <Stack gap={1}>
              <Text look="strong">Strong</Text>
              <Text>Plain</Text>
              <Text look="soft">Soft</Text>
              <Text look="faint">Faint</Text>
              <Text mono>model.layers.0.mlp.experts.3.down_proj.weight</Text>
            </Stack>
          </Specimen>
        </Specimens>
      </Section>
    </>
  );
}
