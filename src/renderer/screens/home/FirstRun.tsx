/** The first start: one press leads to a first mixture of experts; beside it the two ways in with one's own files. */
import { IconBox, IconDatabase, IconPlayerPlay } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { Button, Columns, Page, Panel, Stack, Text } from '../../components/index.ts';
import { useAction, useCall } from '../../stores/useCall.ts';
import { AddDatasetButton } from '../datasets/AddDatasetButton.tsx';
import { AddModelButton } from '../models/AddModelButton.tsx';
import classes from './FirstRun.module.css';

const steps = [
  'A dense model of 2.2 million parameters that ships with Mixwright is the base.',
  'Four low-rank experts per layer and a router learn five small tasks from the sample data.',
  'You watch the loss fall and the experts share out the tasks, then talk to the model and export it.',
] as const;

export function FirstRun(): ReactNode {
  const info = useCall('app.info', {}).data;
  const starter = useAction('recipes.starter');
  const start = useAction('runs.start');
  const [, navigate] = useLocation();
  const begin = (): void => starter.run({}, ({ draft }) => start.run({ draft, name: 'First run' }, ({ id }) => navigate(`/runs/${encodeURIComponent(id)}`)));
  return (
    <Page title="Welcome" subtitle="Fine-tune mixture-of-experts language models on this machine. Nothing leaves it." width="reading">
      <Stack gap={5}>
        <Panel>
          <div className={classes.first}>
            <h2 className={classes.title}>Train your first mixture of experts</h2>
            <ol className={classes.steps}>
              {steps.map((step, i) => (
                <li key={step}>
                  <span className={classes.number}>{i + 1}</span>
                  {step}
                </li>
              ))}
            </ol>
            <div className={classes.action}>
              <Button
                look="primary"
                icon={IconPlayerPlay}
                busy={starter.busy || start.busy}
                onClick={begin}
                refusal={info?.starter === false ? 'This installation came without the starter model' : null}
                testId="first-run"
              >
                Start
              </Button>
              <Text look="faint">About a minute on two processor cores.</Text>
            </div>
          </div>
        </Panel>
        <Columns min={260} max={2}>
          <Way
            icon={<IconBox size={20} stroke={1.5} aria-hidden />}
            title="Open your own model"
            text="A Hugging Face folder with config.json and safetensors. It stays where it is."
            action={<AddModelButton primary={false} />}
          />
          <Way
            icon={<IconDatabase size={20} stroke={1.5} aria-hidden />}
            title="Add your own data"
            text="Drop JSONL or JSON anywhere on this window. It is checked row by row."
            action={<AddDatasetButton primary={false} />}
          />
        </Columns>
      </Stack>
    </Page>
  );
}

interface WayProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly action: ReactNode;
}

function Way({ icon, title, text, action }: WayProps): ReactNode {
  return (
    <Panel>
      <div className={classes.way}>
        {icon}
        <h3 className={classes.wayTitle}>{title}</h3>
        <Text look="soft" as="p">
          {text}
        </Text>
        <div>{action}</div>
      </div>
    </Panel>
  );
}
