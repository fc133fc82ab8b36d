/** What is wrong with a dataset, by kind, each with its line and what mends it. */
import { IconCircleCheck, IconTool } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { DatasetFix } from '../../../shared/api/datasets.ts';
import type { DatasetReport, Problem } from '../../../shared/jobs.ts';
import { Button, Checkbox, type Column, DataTable, EmptyState, Panel, Row, Stack, Tag, Text, TonePill } from '../../components/index.ts';
import { formatPlural, formatWhole } from '../../format/index.ts';
import { useTaskOf } from '../../stores/TasksContext.tsx';
import { useAction } from '../../stores/useCall.ts';
import classes from './ProblemsTab.module.css';
import { problemGroups, problemName } from './problems.ts';

interface ProblemsTabProps {
  readonly id: string;
  readonly report: DatasetReport;
  readonly fixes: readonly DatasetFix[];
  /** How the mended copy goes, or that it is there. */
  readonly mended: ReactNode;
  /** Shows the rows with this problem. */
  readonly onShow: (code: string) => void;
}

const columns: readonly Column<Problem>[] = [
  { id: 'line', header: 'Line', cell: ({ line }) => (line === 0 ? 'file' : formatWhole(line)), sort: ({ line }) => line, align: 'end', width: 80 },
  { id: 'file', header: 'File', cell: ({ file }) => file.split(/[/\\]/).at(-1), sort: ({ file }) => file, width: 170 },
  { id: 'message', header: 'What', cell: ({ message }) => <span title={message}>{message}</span>, width: { min: 300, grow: 3 } },
  { id: 'fix', header: 'What helps', cell: ({ fix }) => <span title={fix}>{fix ?? ''}</span>, width: { min: 160, grow: 2 } },
];

export function ProblemsTab({ id, report, fixes, mended, onShow }: ProblemsTabProps): ReactNode {
  const groups = problemGroups(report);
  const [open, setOpen] = useState<string | null>(null);
  if (groups.length === 0) {
    return (
      <EmptyState icon={IconCircleCheck} title="Nothing wrong">
        All {formatPlural(report.accepted, 'row')} can be trained on as they are.
      </EmptyState>
    );
  }
  const shown = groups.find(({ code, severity }) => `${severity} ${code}` === open) ?? groups[0];
  return (
    <Stack>
      {fixes.length > 0 ? <Mend id={id} fixes={fixes} mended={mended} /> : null}
      <Panel title="Found" note={`${formatPlural(report.rejected, 'row')} of ${formatWhole(report.rows)} lost`} flush>
        <ul className={classes.groups}>
          {groups.map((group) => {
            const key = `${group.severity} ${group.code}`;
            return (
              <li key={key}>
                <button type="button" className={classes.group} aria-pressed={group === shown} onClick={() => setOpen(key)}>
                  <TonePill tone={group.severity === 'error' ? 'bad' : 'warning'}>{group.severity === 'error' ? 'row lost' : 'row kept'}</TonePill>
                  <span className={classes.name}>{problemName(group.code)}</span>
                  <span className={classes.count}>{formatPlural(group.count, 'row')}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </Panel>
      {shown ? (
        <Panel
          title={problemName(shown.code)}
          note={
            shown.problems.length < shown.count
              ? `the first ${formatWhole(shown.problems.length)} of ${formatWhole(shown.count)}`
              : formatPlural(shown.count, 'row')
          }
          actions={<Button onClick={() => onShow(shown.code)}>Show these rows</Button>}
          flush
        >
          <DataTable
            label={`Problems: ${shown.code}`}
            rows={shown.problems}
            columns={columns}
            rowKey={(problem) => `${problem.file}:${problem.line}:${problem.message}`}
            height={360}
          />
        </Panel>
      ) : null}
    </Stack>
  );
}

function Mend({ id, fixes, mended }: Pick<ProblemsTabProps, 'id' | 'fixes' | 'mended'>): ReactNode {
  /** Ticked or not by hand; else as recommended. Another check may bring other fixes. */
  const [ticked, setTicked] = useState<Readonly<Record<string, boolean>>>({});
  const chosen = fixes.filter((fix) => ticked[fix.id] ?? fix.recommended).map((fix) => fix.id);
  const clean = useAction('datasets.clean');
  const running = useTaskOf('clean', id)?.status === 'running';
  return (
    <Panel title="Mend it">
      <Stack>
        <Text look="soft" as="p">
          Writes a mended copy as a dataset of its own; your files stay as they are.
        </Text>
        <Stack gap={3}>
          {fixes.map((fix) => (
            <Checkbox
              key={fix.id}
              checked={chosen.includes(fix.id)}
              onChange={(event) => setTicked({ ...ticked, [fix.id]: event.currentTarget.checked })}
              label={
                <Row gap={2}>
                  {fix.name}
                  <Tag>{formatPlural(fix.count, 'row')}</Tag>
                </Row>
              }
              description={fix.help}
            />
          ))}
        </Stack>
        <Row justify="between" wrap>
          <div style={{ flex: 1, minWidth: 240 }}>{mended}</div>
          <Button
            icon={IconTool}
            busy={clean.busy || running}
            refusal={chosen.length === 0 ? 'Choose what to mend' : null}
            onClick={() => clean.run({ id, fixes: chosen })}
            testId="mend-dataset"
          >
            Write a mended copy
          </Button>
        </Row>
      </Stack>
    </Panel>
  );
}
