/** Takes files dropped anywhere in the window, brings them to the application's machine and hands over their paths. */
import { Modal } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { toErrorObject } from '../../../shared/errors.ts';
import { itemsOf } from '../../host/droppedItems.ts';
import type { DroppedItem, TransferProgress } from '../../host/host.ts';
import { useHost } from '../../stores/ConnectionContext.tsx';
import { Button } from '../Button.tsx';
import { Row, Stack } from '../layout.tsx';
import { Progress, Waiting } from '../Progress.tsx';
import { showError } from '../toasts.tsx';
import classes from './DropOverlay.module.css';

export interface DropOverlayProps {
  /** What is done with it, while something is dragged over the window: "Drop datasets or models to add them". */
  readonly invitation: string;
  readonly onPaths: (paths: readonly string[]) => void;
}

export function DropOverlay({ invitation, onPaths }: DropOverlayProps): ReactNode {
  const [over, setOver] = useState(false);
  const { transfer, dialog } = useTransfer(onPaths);
  const take = useEffectEvent((event: DragEvent) => {
    if (event.dataTransfer) transfer(itemsOf(event.dataTransfer));
  });

  useEffect(() => {
    // Enter and leave come for every element passed; only the outermost counts.
    let depth = 0;
    const set = (next: number): void => {
      depth = Math.max(0, next);
      setOver(depth > 0);
    };
    const enter = (event: DragEvent): void => {
      if (hasFiles(event)) set(depth + 1);
    };
    const leave = (event: DragEvent): void => {
      if (hasFiles(event)) set(depth - 1);
    };
    const allow = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      set(0);
      take(event);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', allow);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', allow);
      window.removeEventListener('drop', drop);
    };
  }, []);

  return (
    <>
      {over ? (
        <div className={classes.overlay}>
          <div className={classes.frame}>
            <div className={classes.invitation}>
              <IconFileImport size={32} stroke={1.5} aria-hidden />
              {invitation}
            </div>
          </div>
        </div>
      ) : null}
      {dialog}
    </>
  );
}

export interface Transfer {
  /** Brings the items to the application's machine, then hands over their paths. */
  readonly transfer: (items: readonly DroppedItem[]) => void;
  /** To be drawn by the caller: how far it is. */
  readonly dialog: ReactNode;
}

export function useTransfer(onPaths: (paths: readonly string[]) => void): Transfer {
  const host = useHost();
  const [progress, setProgress] = useState<TransferProgress | null>(null);
  const [stop, setStop] = useState<AbortController | null>(null);
  const transfer = (items: readonly DroppedItem[]): void => {
    if (items.length === 0) return;
    const control = new AbortController();
    setStop(control);
    host
      .pathsOf(items, setProgress, control.signal)
      .then(onPaths)
      .catch((error: unknown) => {
        if (!control.signal.aborted) showError(toErrorObject(error), 'The files could not be taken over');
      })
      .finally(() => {
        setStop(null);
        setProgress(null);
      });
  };
  // What is over at once needs no dialog.
  const dialog = (
    <Modal opened={stop !== null && host.face === 'web'} onClose={() => stop?.abort()} title="Copying to the application's machine" size={440}>
      <Stack gap={5}>
        {progress ? (
          <Progress label={progress.name} done={progress.doneBytes} total={progress.totalBytes} unit="bytes" />
        ) : (
          <Waiting what="Looking through what was dropped" />
        )}
        <Row justify="end">
          <Button onClick={() => stop?.abort()}>Cancel</Button>
        </Row>
      </Stack>
    </Modal>
  );
  return { transfer, dialog };
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
