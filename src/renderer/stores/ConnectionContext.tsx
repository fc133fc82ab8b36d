/** Gives every part of the window the connection. */
import { createContext, type ReactNode, use, useSyncExternalStore } from 'react';
import type { Host } from '../host/host.ts';
import type { Connection, ConnectionState } from './connection.ts';

const ConnectionContext = createContext<Connection | null>(null);

export function ConnectionProvider({ connection, children }: { readonly connection: Connection; readonly children: ReactNode }): ReactNode {
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

export function useConnection(): Connection {
  const connection = use(ConnectionContext);
  if (!connection) throw new Error('useConnection outside of ConnectionProvider');
  return connection;
}

export function useConnectionState(): ConnectionState {
  const connection = useConnection();
  return useSyncExternalStore(connection.subscribe, connection.state);
}

export function useHost(): Host {
  return useConnection().host;
}
