/** Which models are talked to. */
import { useSessionStorage } from '@mantine/hooks';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useRouteQuery } from '../../stores/useRouteQuery.ts';

export interface ChosenModels {
  readonly first: string | null;
  readonly second: string | null;
  readonly two: boolean;
}

/** The route says which; without a word of it, those of the last visit. */
export function useChosenModels(): readonly [ChosenModels, (next: ChosenModels) => void] {
  const query = useRouteQuery();
  const [, navigate] = useLocation();
  const [last, remember] = useSessionStorage<ChosenModels>({
    key: 'mixwright.playground.models',
    defaultValue: { first: null, second: null, two: false },
    getInitialValueInEffect: false,
  });
  const model = query.get('model');
  const beside = query.get('beside');
  useEffect(() => {
    if (model !== null) remember({ first: model || null, second: beside || null, two: beside !== null });
  }, [model, beside, remember]);
  const chosen = model === null ? last : { first: model || null, second: beside || null, two: beside !== null };
  return [
    chosen,
    ({ first, second, two }) => {
      const route = new URLSearchParams({ model: first ?? '', ...(two ? { beside: second ?? '' } : {}) });
      navigate(`/playground?${route}`, { replace: true });
    },
  ];
}
