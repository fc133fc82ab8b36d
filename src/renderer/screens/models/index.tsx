/** Models: the list, and one model in full. */
import type { ReactNode } from 'react';
import { useParams } from 'wouter';
import { decoded } from '../../stores/decoded.ts';
import { ModelList } from './ModelList.tsx';
import { ModelPage } from './ModelPage.tsx';

export function ModelsScreen(): ReactNode {
  const { id } = useParams<{ id?: string }>();
  return id === undefined ? <ModelList /> : <ModelPage key={id} id={decoded(id)} />;
}
