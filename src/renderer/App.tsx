/** Everything the window's parts need around them. */
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Router } from 'wouter';
import classes from './App.module.css';
import { ConfirmProvider } from './components/Confirm.tsx';
import { ChoosePathProvider } from './components/files/ChoosePath.tsx';
import { cssVariables } from './design/cssVariables.ts';
import { theme } from './design/theme.ts';
import { Shell } from './shell/Shell.tsx';
import { Appearance } from './stores/Appearance.tsx';
import { ConnectionProvider } from './stores/ConnectionContext.tsx';
import type { Connection } from './stores/connection.ts';
import { ConversationsProvider } from './stores/conversations/ConversationsContext.tsx';
import { useHashPath, useHashSearch } from './stores/hashLocation.ts';
import { Invalidations } from './stores/Invalidations.tsx';
import { TasksProvider } from './stores/TasksContext.tsx';

/** The last theme is known before the settings are, so that the window does not flash. */
const colorScheme = localStorageColorSchemeManager({ key: 'mixwright.theme' });

interface AppProps {
  readonly connection: Connection;
  readonly queries: QueryClient;
}

export function App({ connection, queries }: AppProps): ReactNode {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} colorSchemeManager={colorScheme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <ConnectionProvider connection={connection}>
          <Router hook={useHashPath} searchHook={useHashSearch}>
            <Notifications position="bottom-right" limit={4} containerWidth={380} className={classes.toasts ?? ''} />
            <Appearance />
            <Invalidations />
            <TasksProvider>
              <ChoosePathProvider>
                <ConfirmProvider>
                  <ConversationsProvider>
                    <Shell />
                  </ConversationsProvider>
                </ConfirmProvider>
              </ChoosePathProvider>
            </TasksProvider>
          </Router>
        </ConnectionProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
