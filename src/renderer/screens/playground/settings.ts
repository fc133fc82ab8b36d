/** How answers are sampled and shown; kept over a reload. */
import type { SamplingSettings } from '../../../shared/api/chat.ts';
import type { DescribedOption } from '../../../shared/api/models.ts';

export interface PlaygroundSettings {
  readonly sampling: SamplingSettings;
  readonly system: string;
  /** The prompt goes to the model as it is, without a chat template. */
  readonly raw: boolean;
  /** Tokens are coloured by expert. */
  readonly experts: boolean;
}

export const defaultSettings: PlaygroundSettings = {
  sampling: { maxTokens: 128, temperature: 0.7, topK: 0, topP: 0.95, seed: 1 },
  system: '',
  raw: false,
  experts: true,
};

/** For the form; the same bounds as the contract's. */
export const samplingOptions: readonly DescribedOption[] = [
  { name: 'temperature', type: 'number', default: 0.7, min: 0, max: 10, help: '0 always takes the likeliest token.' },
  { name: 'topP', type: 'number', default: 0.95, min: 0, max: 1, help: 'Only the likeliest tokens that together reach this probability; 1 is off.' },
  { name: 'topK', type: 'integer', default: 0, min: 0, help: 'Only so many of the likeliest tokens; 0 is off.' },
  { name: 'maxTokens', type: 'integer', default: 128, min: 1, max: 32_768, help: 'An answer ends here at the latest.' },
  { name: 'seed', type: 'integer', default: 1, min: 0, help: 'The same seed gives the same answer.' },
];
