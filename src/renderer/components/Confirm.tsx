/** Asks once before what cannot be undone: `const confirm = useConfirm(); if (await confirm({…})) …` */
import { Checkbox, Modal } from '@mantine/core';
import { createContext, type ReactNode, use, useState } from 'react';
import { Button } from './Button.tsx';
import { Row, Stack } from './layout.tsx';
import { Text } from './Text.tsx';

export interface ConfirmRequest {
  /** A question: "Stop this run without saving?". */
  readonly title: string;
  /** What is lost, what stays. */
  readonly body: ReactNode;
  /** The verb: "Stop without saving". Never "OK". */
  readonly confirm: string;
  /** The way back: "Keep training". */
  readonly cancel?: string;
  readonly danger?: boolean;
  /** Another safe way, such as "Stop and save"; chosen gives 'other'. */
  readonly other?: string;
  /** A box to tick before it can be confirmed. */
  readonly acknowledge?: string;
}

export type ConfirmAnswer = 'confirmed' | 'other' | 'cancelled';
type Ask = (request: ConfirmRequest) => Promise<ConfirmAnswer>;

const ConfirmContext = createContext<Ask | null>(null);

/** Asks, and tells what was answered. */
export function useConfirm(): Ask {
  const ask = use(ConfirmContext);
  if (!ask) throw new Error('useConfirm outside of ConfirmProvider');
  return ask;
}

interface Asked {
  readonly request: ConfirmRequest;
  readonly answer: (answer: ConfirmAnswer) => void;
}

export function ConfirmProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [open, setOpen] = useState(false);
  const ask: Ask = (request) =>
    new Promise((answer) => {
      setAsked({ request, answer });
      setOpen(true);
    });
  const close = (answer: ConfirmAnswer): void => {
    asked?.answer(answer);
    setOpen(false);
  };
  return (
    <ConfirmContext value={ask}>
      {children}
      <Modal opened={open} onClose={() => close('cancelled')} title={asked?.request.title} size={440}>
        {asked ? <Question key={asked.request.title} request={asked.request} close={close} /> : null}
      </Modal>
    </ConfirmContext>
  );
}

function Question({ request, close }: { readonly request: ConfirmRequest; readonly close: (answer: ConfirmAnswer) => void }): ReactNode {
  const [acknowledged, setAcknowledged] = useState(false);
  const waits = request.acknowledge !== undefined && !acknowledged;
  return (
    <Stack gap={5}>
      <Text look="soft" as="div">
        {request.body}
      </Text>
      {request.acknowledge ? (
        <Checkbox label={request.acknowledge} checked={acknowledged} onChange={(event) => setAcknowledged(event.currentTarget.checked)} />
      ) : null}
      <Row justify="end">
        <Button look="quiet" onClick={() => close('cancelled')}>
          {request.cancel ?? 'Cancel'}
        </Button>
        {request.other ? <Button onClick={() => close('other')}>{request.other}</Button> : null}
        <Button look={request.danger ? 'danger' : 'primary'} onClick={() => close('confirmed')} refusal={waits ? 'Tick the box first' : null}>
          {request.confirm}
        </Button>
      </Row>
    </Stack>
  );
}
