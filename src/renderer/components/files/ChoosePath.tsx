/** One way to choose paths on the application's machine: the system's dialog where there is one, else its files are browsed. */
import { createContext, type ReactNode, use, useState } from 'react';
import { useHost } from '../../stores/ConnectionContext.tsx';
import { FileBrowserDialog } from './FileBrowserDialog.tsx';
import type { PathRequest } from './pathRequest.ts';

type ChoosePath = (request: PathRequest) => Promise<readonly string[]>;

const ChoosePathContext = createContext<ChoosePath | null>(null);

/** @returns absolute paths; none when it was cancelled; at most one for `folder` and `save`. */
export function useChoosePath(): ChoosePath {
  const choose = use(ChoosePathContext);
  if (!choose) throw new Error('useChoosePath outside of ChoosePathProvider');
  return choose;
}

interface Asked {
  readonly request: PathRequest;
  readonly answer: (paths: readonly string[]) => void;
}

export function ChoosePathProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const host = useHost();
  const [asked, setAsked] = useState<Asked | null>(null);
  const choose: ChoosePath = ({ kind, ...options }) =>
    host.choose ? host.choose(kind, options) : new Promise((answer) => setAsked({ request: { kind, ...options }, answer }));
  return (
    <ChoosePathContext value={choose}>
      {children}
      {asked ? (
        <FileBrowserDialog
          request={asked.request}
          onAnswer={(paths) => {
            asked.answer(paths);
            setAsked(null);
          }}
        />
      ) : null}
    </ChoosePathContext>
  );
}
