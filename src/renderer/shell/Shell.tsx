/** The frame around every screen. */
import { useHotkeys } from '@mantine/hooks';
import { IconMapOff } from '@tabler/icons-react';
import { type ReactNode, Suspense, useEffect, useEffectEvent, useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { Button } from '../components/Button.tsx';
import { DropOverlay } from '../components/files/DropOverlay.tsx';
import { Page } from '../components/Page.tsx';
import { BusyState, EmptyState } from '../components/States.tsx';
import { screens } from '../screens/index.ts';
import { useHost } from '../stores/ConnectionContext.tsx';
import { CommandPalette } from './CommandPalette.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Navigation } from './Navigation.tsx';
import { Notices } from './Notices.tsx';
import classes from './Shell.module.css';
import { StatusBar } from './StatusBar.tsx';
import { useOpenPaths } from './useOpenPaths.ts';

export function Shell(): ReactNode {
  const [path] = useLocation();
  const [searching, setSearching] = useState(false);
  const openPaths = useOpenPaths();
  useHotkeys([['mod+K', () => setSearching(true)]], []);
  useOpenRequests(openPaths);
  return (
    <div className={classes.shell}>
      <button type="button" className={classes.skip} onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <ConnectionBanner />
      <div className={classes.middle}>
        <Navigation onSearch={() => setSearching(true)} />
        <main id="main" className={classes.main} tabIndex={-1}>
          <ErrorBoundary place={path}>
            <Suspense fallback={<BusyState what="Opening the screen" />}>
              <Screens />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <StatusBar />
      <CommandPalette opened={searching} onClose={() => setSearching(false)} />
      <DropOverlay invitation="Drop datasets or models to add them" onPaths={(paths) => void openPaths(paths)} />
      <Notices />
    </div>
  );
}

function Screens(): ReactNode {
  return (
    <Switch>
      {screens.flatMap(({ routes, component: Screen }) =>
        routes.map((route) => (
          // One key for all routes of a screen: it stays when only its parameters change.
          <Route key={routes[0]} path={route}>
            <Screen />
          </Route>
        )),
      )}
      <Route>
        <Page title="Not found">
          <EmptyState icon={IconMapOff} title="There is no such place" action={<Button to="/">Home</Button>}>
            The address may be of an earlier version.
          </EmptyState>
        </Page>
      </Route>
    </Switch>
  );
}

function useOpenRequests(openPaths: (paths: readonly string[]) => Promise<void>): void {
  const host = useHost();
  const [, navigate] = useLocation();
  const goTo = useEffectEvent((route: string) => navigate(route));
  const open = useEffectEvent((paths: readonly string[]) => void openPaths(paths));
  useEffect(() => host.onOpen((request) => (request.type === 'route' ? goTo(request.route) : open(request.paths))), [host]);
}
