/** How the curves of a screen are drawn, kept on this machine. */
import { useLocalStorage } from '@mantine/hooks';

export const xAxes = ['step', 'tokens', 'time'] as const;
export type XAxis = (typeof xAxes)[number];

export interface ChartSettings {
  /** 0 to 0.99. */
  readonly smoothing: number;
  readonly log: boolean;
  /** Leaves outliers out of the picture. */
  readonly clip: boolean;
  readonly x: XAxis;
}

export const defaultChartSettings: ChartSettings = { smoothing: 0.6, log: false, clip: false, x: 'step' };

/** @param screen charts of different screens keep their own. */
export function useChartSettings(screen: string): readonly [ChartSettings, (change: Partial<ChartSettings>) => void] {
  const [settings, set] = useLocalStorage<ChartSettings>({
    key: `mixwright.charts.${screen}`,
    defaultValue: defaultChartSettings,
    getInitialValueInEffect: false,
  });
  return [{ ...defaultChartSettings, ...settings }, (change) => set({ ...defaultChartSettings, ...settings, ...change })];
}
