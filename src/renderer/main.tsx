/** Starts the window. */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './design/global.css';
import { QueryClient } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './App.tsx';
import { findHost } from './host/findHost.ts';
import { openConnection } from './stores/connection.ts';

// zod would try to compile its schemas, which the page's content security policy forbids.
z.config({ jitless: true });

const queries = new QueryClient({
  defaultOptions: {
    // Answers are kept until the application says that they changed; its refusals do not change by asking again.
    queries: { staleTime: Number.POSITIVE_INFINITY, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App connection={openConnection(findHost())} queries={queries} />
  </StrictMode>,
);
