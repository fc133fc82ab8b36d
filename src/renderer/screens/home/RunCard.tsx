/** A run that goes on, at a glance, with the buttons to steer it. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RunRow } from '../../../shared/api/runs.ts';
import { Sparkline } from '../../charts/index.ts';
import { Panel, Progress, StatusPill, Text, Waiting } from '../../components/index.ts';
import { capital, formatNumber } from '../../format/index.ts';
import { RunButtons } from '../run/RunHeader.tsx';
import { useMethodNames } from '../runs/useMethodNames.ts';
import classes from './RunCard.module.css';

export function RunCard({ run }: { readonly run: RunRow }): ReactNode {
  const methodsOf = useMethodNames();
  const { id, name, status, phase, step, totalSteps, etaSeconds, sparkline, loss } = run;
  return (
    <Panel>
      <div className={classes.card}>
        <div className={classes.top}>
          <Link href={`/runs/${encodeURIComponent(id)}`} className={classes.name} dir="auto" title={name}>
            {name}
          </Link>
          <StatusPill status={status} />
          <span className={classes.buttons}>
            <RunButtons run={run} />
          </span>
        </div>
        <Text look="soft" as="p" clip>
          {`${methodsOf(run)} on ${run.modelName}`}
        </Text>
        <div className={classes.figures}>
          {loss === null ? (
            <Text look="faint">No step yet</Text>
          ) : (
            <>
              <Sparkline values={sparkline} label={`Training loss of ${name}`} width={220} height={36} />
              <span>
                <span className={classes.loss}>{formatNumber(loss)}</span> <Text look="faint">loss, nats per token</Text>
              </span>
            </>
          )}
        </div>
        {totalSteps !== null && step > 0 ? (
          <Progress label="Training" done={step} total={totalSteps} unit="steps" etaSeconds={etaSeconds} />
        ) : (
          <Waiting what={phase === '' ? 'Preparing' : capital(phase)} />
        )}
      </div>
    </Panel>
  );
}
