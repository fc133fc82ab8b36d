/** The left side: where everything is. */
import { Tooltip } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { Keys } from '../components/choices.tsx';
import { screens } from '../screens/index.ts';
import { Mark } from './Mark.tsx';
import classes from './Navigation.module.css';

export function Navigation({ onSearch }: { readonly onSearch: () => void }): ReactNode {
  const [collapsed, setCollapsed] = useLocalStorage({ key: 'mixwright.navigation.collapsed', defaultValue: false, getInitialValueInEffect: false });
  const [path] = useLocation();
  const Toggle = collapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const toggleLabel = collapsed ? 'Widen the navigation' : 'Narrow the navigation';
  return (
    <nav className={classes.navigation} data-collapsed={collapsed} aria-label="Screens">
      <div className={classes.brand}>
        <Mark />
        <span className={classes.label}>Mixwright</span>
      </div>
      <Tooltip label="Go to anything" position="right" disabled={!collapsed}>
        <button type="button" className={classes.search} onClick={onSearch} aria-label={collapsed ? 'Go to anything' : undefined}>
          <IconSearch size={16} stroke={1.75} aria-hidden />
          <span className={classes.label}>Go to</span>
          <span className={classes.keys}>
            <Keys keys={['Mod', 'K']} />
          </span>
        </button>
      </Tooltip>
      <ul className={classes.entries}>
        {screens.map(({ entry }) => {
          if (!entry) return null;
          const { label, icon: Glyph, to } = entry;
          const active = to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`) || (to === '/runs' && path === '/compare');
          return (
            <li key={to} data-last={to === '/settings'}>
              <Tooltip label={label} position="right" disabled={!collapsed} openDelay={0}>
                <Link href={to} className={classes.entry ?? ''} aria-current={active ? 'page' : undefined} aria-label={label}>
                  <Glyph size={18} stroke={1.6} aria-hidden />
                  <span className={classes.label}>{label}</span>
                </Link>
              </Tooltip>
            </li>
          );
        })}
      </ul>
      <Tooltip label={toggleLabel} position="right">
        <button type="button" className={classes.toggle} onClick={() => setCollapsed(!collapsed)} aria-label={toggleLabel} aria-expanded={!collapsed}>
          <Toggle size={18} stroke={1.6} aria-hidden />
        </button>
      </Tooltip>
    </nav>
  );
}
