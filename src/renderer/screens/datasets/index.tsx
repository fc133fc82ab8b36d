/** Datasets: the list, and one dataset in full. */
import type { ReactNode } from 'react';
import { useParams } from 'wouter';
import { decoded } from '../../stores/decoded.ts';
import { DatasetList } from './DatasetList.tsx';
import { DatasetPage } from './DatasetPage.tsx';

export function DatasetsScreen(): ReactNode {
  const { id } = useParams<{ id?: string }>();
  return id === undefined ? <DatasetList /> : <DatasetPage key={id} id={decoded(id)} />;
}
