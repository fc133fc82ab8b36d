/** Puts theme and density of the settings into force. Draws nothing. */
import { useMantineColorScheme } from '@mantine/core';
import { useLayoutEffect } from 'react';
import { densityVariables } from '../design/useDesign.ts';
import { useSettings } from './useSettings.ts';

export function Appearance(): null {
  const { settings } = useSettings();
  const { setColorScheme } = useMantineColorScheme();
  const theme = settings?.theme;
  const density = settings?.density;
  useLayoutEffect(() => {
    if (theme) setColorScheme(theme === 'system' ? 'auto' : theme);
  }, [theme, setColorScheme]);
  useLayoutEffect(() => {
    for (const [name, size] of Object.entries(densityVariables(density ?? 'comfortable'))) document.documentElement.style.setProperty(name, String(size));
  }, [density]);
  return null;
}
