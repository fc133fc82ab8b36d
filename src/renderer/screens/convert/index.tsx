/** Convert: a dense model into a mixture of experts, with what it gives shown before it is made and proved after. */
import { useSessionStorage } from '@mantine/hooks';
import { IconArrowsSplit2, IconSparkles } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { useLocation } from 'wouter';
import type { TaskOf } from '../../../shared/api/tasks.ts';
import { Button, EmptyState, InView, ModelPicker, Page, Panel, QueryView, Row, Stack, TaskProgress } from '../../components/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { findModelChoice } from '../../stores/useModelChoice.ts';
import { useRouteQuery } from '../../stores/useRouteQuery.ts';
import { useShownTask } from '../../stores/useShownTask.ts';
import { ConvertForm } from './ConvertForm.tsx';
import { Receipt } from './Receipt.tsx';

export function ConvertScreen(): ReactNode {
  const query = useRouteQuery();
  const [last, setLast] = useSessionStorage<string | null>({ key: 'mixwright.convert.model', defaultValue: null, getInitialValueInEffect: false });
  const [, navigate] = useLocation();
  const task = useShownTask('convert');
  const methods = useCall('conversions.methods', {});
  const choices = useCall('models.choices', {});
  const asked = query.get('model') || null;
  useEffect(() => {
    if (asked !== null) setLast(asked);
  }, [asked, setLast]);
  // The one of before, as long as it is there.
  const model = asked ?? (last !== null && findModelChoice(choices.data ?? [], last) ? last : null);
  const outcome = task ? <Outcome key={task.id} task={task} /> : null;
  return (
    <Page
      title="Convert"
      subtitle="Turn a dense model into a mixture of experts: each feed-forward layer becomes several, and a router sends every token to a few of them."
    >
      <Stack>
        <div style={{ maxWidth: 480 }}>
          <ModelPicker
            label="Dense model"
            only="dense"
            value={model}
            onChange={(text) => navigate(`/convert?model=${encodeURIComponent(text)}`, { replace: true })}
          />
        </div>
        {model === null ? outcome : null}
        {model === null ? (
          <EmptyState
            icon={IconArrowsSplit2}
            title="Choose a dense model to convert"
            action={choices.data?.length === 0 ? <Button to="/models">Open a model</Button> : null}
          >
            Nothing is written before you have seen what it gives: parameters, room on disk, and which programs will open it.
          </EmptyState>
        ) : (
          <QueryView query={methods} waitsFor="Reading the list of methods">
            {(known) => (
              <ConvertForm
                key={model}
                model={model}
                modelName={findModelChoice(choices.data ?? [], model)?.name ?? 'model'}
                takenNames={(choices.data ?? []).map(({ name }) => name)}
                methods={known}
                initialMethod={query.get('method')}
                busy={task?.status === 'running' ? 'A conversion is under way' : null}
                outcome={outcome}
              />
            )}
          </QueryView>
        )}
      </Stack>
    </Page>
  );
}

/** How the conversion goes, then what it proved. */
function Outcome({ task }: { readonly task: TaskOf<'convert'> }): ReactNode {
  const { result } = task;
  return (
    <InView of={task.status}>
      {result ? (
        <Panel
          title="The new model is ready"
          actions={
            <Row>
              <Button to={`/models/${encodeURIComponent(result.model)}`}>Look at it</Button>
              <Button look="primary" icon={IconSparkles} to={`/train?model=${encodeURIComponent(result.model)}`}>
                Train it
              </Button>
            </Row>
          }
        >
          <Receipt receipt={result.receipt} />
        </Panel>
      ) : (
        <Panel>
          <TaskProgress task={task} />
        </Panel>
      )}
    </InView>
  );
}
