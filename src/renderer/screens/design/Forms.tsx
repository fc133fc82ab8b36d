import { type ReactNode, useState } from 'react';
import type { DescribedOption } from '../../../shared/api/models.ts';
import { DatasetPicker, MethodCards, ModelPicker, OptionForm, Panel, PathField, Section, Text, TextInput } from '../../components/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { Specimen, Specimens } from './Specimen.tsx';

const options: readonly DescribedOption[] = [
  { name: 'learningRate', type: 'number', default: 2e-4, min: 0, help: 'Peak learning rate, after warm-up.', symbol: 'η' },
  { name: 'rank', type: 'integer', default: 16, min: 1, max: 1024, help: 'Rank of every adapter.', symbol: 'r' },
  { name: 'topK', type: 'integer', default: 2, min: 1, max: 8, help: 'Experts each token goes through.', symbol: 'k' },
  {
    name: 'schedule',
    type: 'choice',
    choices: ['constant', 'linear', 'cosine', 'warmup-stable-decay'],
    default: 'cosine',
    help: 'How the learning rate runs over the steps.',
  },
  { name: 'targets', type: 'choices', choices: ['attention', 'mlp', 'router'], default: ['attention', 'mlp'], help: 'Which linear layers get adapters.' },
  { name: 'normalizeTopK', type: 'flag', default: true, help: 'Weights of the chosen experts sum to 1.' },
  { name: 'template', type: 'text', default: '', help: "A chat template in place of the tokenizer's own." },
];

export function Forms(): ReactNode {
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>({ learningRate: 5e-4, targets: ['attention'] });
  const [problems, setProblems] = useState(0);
  const [path, setPath] = useState('/home/ada/models/smollm2-135m');
  const [model, setModel] = useState<string | null>(null);
  const [dataset, setDataset] = useState<string | null>(null);
  const methods = useCall('methods.list', {}).data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <>
      <Section title="OptionForm" description="Drawn from a schema: type 2e-4, a wrong value, reset one.">
        <Panel title="Options" note={problems > 0 ? `${problems} to correct` : ''}>
          <OptionForm
            options={options}
            values={values}
            onChange={setValues}
            onProblems={setProblems}
            errors={{ rank: 'Rank 16 with 8 experts is beyond d/2: grouped products are used' }}
            refusals={{ topK: 'The base model fixes it' }}
          />
        </Panel>
        <Text look="faint" mono size="sm">
          {JSON.stringify(values)}
        </Text>
      </Section>
      <Section title="MethodCards" description="One of the methods there are; any number of them with `many`.">
        <MethodCards label="Method" methods={methods} chosen={new Set(chosen === null ? [] : [chosen])} onChoose={setChosen} />
      </Section>
      <Section title="Other fields">
        <Specimens>
          <Specimen name="PathField">
            <PathField
              label="Destination"
              value={path}
              onChange={setPath}
              request={{ kind: 'folder', title: 'Choose a destination' }}
              help="A new folder is made there."
            />
          </Specimen>
          <Specimen name="TextInput with an error">
            <TextInput label="Name" defaultValue="a/b" error="A name has no slashes" />
          </Specimen>
          <Specimen name="ModelPicker">
            <ModelPicker label="Model" value={model} onChange={setModel} />
          </Specimen>
          <Specimen name="DatasetPicker">
            <DatasetPicker label="Dataset" value={dataset} onChange={setDataset} optional />
          </Specimen>
        </Specimens>
      </Section>
    </>
  );
}
