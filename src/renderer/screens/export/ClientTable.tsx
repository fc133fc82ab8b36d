/** What other software does with the export, program by program. */
import type { ReactNode } from 'react';
import type { ClientSupport } from '../../../shared/api/models.ts';
import { ProofList } from '../../components/index.ts';

export function ClientTable({ clients }: { readonly clients: readonly ClientSupport[] }): ReactNode {
  return <ProofList proofs={clients.map(({ name, ok, reason }) => ({ name, outcome: ok ? 'pass' : 'fail', detail: reason }))} />;
}
