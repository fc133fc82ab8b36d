/** Checks of a model's or an export's files, while they are made and as they came out. */
import type { ReactNode } from 'react';
import { InView, Panel, ProofList, TaskProgress } from '../../components/index.ts';
import { useTasks } from '../../stores/TasksContext.tsx';

/** What each check says when it passes; one that is not named here shows its id. */
const names: Readonly<Record<string, string>> = {
  opens: 'It opens',
  finite: 'Every weight is a finite number',
  tokenizer: 'Its tokenizer reads and writes text',
  computes: 'It computes',
  logits: 'It computes what the other model does',
};

/** @param task null: none was asked for. */
export function Verification({ task: id }: { readonly task: string | null }): ReactNode {
  const task = useTasks().find((each) => each.id === id);
  if (task?.kind !== 'verify') return null;
  return (
    <InView of={task.status}>
      <Panel title="Verification">
        {task.result ? (
          <ProofList proofs={task.result.checks.map(({ id: check, ok, detail }) => ({ name: names[check] ?? check, outcome: ok ? 'pass' : 'fail', detail }))} />
        ) : (
          <TaskProgress task={task} />
        )}
      </Panel>
    </InView>
  );
}
