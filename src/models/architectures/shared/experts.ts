/** How many experts a config has and how many of them a token uses. */
import type { MoeFfn } from '../../model.ts';
import { type ConfigReader, refusal } from './configReader.ts';

export interface ExpertKeys {
  /** Spellings of the number of experts; the first one present counts. */
  readonly keys: readonly string[];
  /** Class defaults. */
  readonly experts: number;
  readonly topK: number;
}

export function parseExperts(config: ConfigReader, { keys, experts: defaultExperts, topK: defaultTopK }: ExpertKeys): Pick<MoeFfn, 'experts' | 'topK'> {
  const experts = config.size(keys, defaultExperts, 2 ** 16);
  const topK = config.size('num_experts_per_tok', defaultTopK);
  if (topK > experts) throw refusal('num_experts_per_tok', `at most the ${experts} experts there are`, topK);
  return { experts, topK };
}
