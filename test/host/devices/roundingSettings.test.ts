import { expect, it } from 'vitest';
import { roundingSettings } from '../../../src/host/devices/roundingSettings.ts';

it('what TensorFlow was told about rounding, and nothing else of the environment', () => {
  const environment = { NVIDIA_TF32_OVERRIDE: '1', TF_ENABLE_ONEDNN_OPTS: '', PATH: '/bin', TF_NUM_INTRAOP_THREADS: '2', XLA_FLAGS: undefined };
  expect(roundingSettings(environment)).toEqual({ NVIDIA_TF32_OVERRIDE: '1', TF_ENABLE_ONEDNN_OPTS: '' });
});
