/** Long work that is no run: how far it is, and how it ended. */
import { IconChecklist, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Task } from '../../../shared/api/tasks.ts';
import type { Tone } from '../../design/colours.ts';
import { capital } from '../../format/index.ts';
import { useTasks } from '../../stores/TasksContext.tsx';
import { useAction } from '../../stores/useCall.ts';
import { IconButton } from '../Button.tsx';
import { Progress, Waiting } from '../Progress.tsx';
import { EmptyState, ErrorState } from '../States.tsx';
import { TonePill } from '../StatusPill.tsx';
import classes from './TaskProgress.module.css';

const ends: Readonly<Record<Exclude<Task['status'], 'running'>, { readonly tone: Tone; readonly word: string }>> = {
  done: { tone: 'good', word: 'Done' },
  failed: { tone: 'bad', word: 'Failed' },
  cancelled: { tone: 'neutral', word: 'Cancelled' },
};

export function TaskProgress({ task }: { readonly task: Task }): ReactNode {
  const cancel = useAction('tasks.cancel');
  const dismiss = useAction('tasks.dismiss');
  const running = task.status === 'running';
  return (
    <div className={classes.task}>
      <div className={classes.top}>
        <span className={classes.title} title={task.title}>
          {task.title}
        </span>
        {task.status === 'running' ? null : <TonePill tone={ends[task.status].tone}>{ends[task.status].word}</TonePill>}
        <IconButton
          size="sm"
          icon={IconX}
          label={running ? `Cancel: ${task.title}` : `Take off the list: ${task.title}`}
          busy={cancel.busy}
          onClick={() => (running ? cancel : dismiss).run({ id: task.id })}
        />
      </div>
      {running ? (
        task.progress && task.progress.total > 0 ? (
          <Progress label={capital(task.phase)} done={task.progress.done} total={task.progress.total} unit={task.progress.unit} />
        ) : (
          <Waiting what={task.phase === '' ? 'Starting' : capital(task.phase)} />
        )
      ) : null}
      {task.error ? <ErrorState error={task.error} /> : null}
      {task.notes
        .filter(({ severity }) => severity === 'warning')
        .map(({ code, message }) => (
          <p key={`${code}${message}`} className={classes.note}>
            {message}
          </p>
        ))}
    </div>
  );
}

/** All tasks of this session, newest first. */
export function TaskList(): ReactNode {
  const tasks = useTasks();
  if (tasks.length === 0) {
    return (
      <EmptyState icon={IconChecklist} title="Nothing to do" compact>
        Checks, conversions and exports show here while they run.
      </EmptyState>
    );
  }
  return (
    <div className={classes.list}>
      {tasks.map((task) => (
        <TaskProgress key={task.id} task={task} />
      ))}
    </div>
  );
}
