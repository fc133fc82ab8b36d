/** Says that the application is not to be reached, and what is done about it. */
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { useConnection, useConnectionState } from '../stores/ConnectionContext.tsx';
import classes from './ConnectionBanner.module.css';

/** A connection that is back sooner than this was never missed. Milliseconds. */
const patience = 600;

export function ConnectionBanner(): ReactNode {
  const { status, attempts } = useConnectionState();
  const connection = useConnection();
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (status === 'connected') return;
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, [status]);
  if (status === 'connected' || !late) return null;
  const serving = connection.host.face === 'web' ? ' If “mixwright serve” has ended, start it again and open the address it prints.' : '';
  return (
    <div className={classes.banner} role="status">
      <IconPlugConnectedX size={16} stroke={1.75} aria-hidden />
      <span>
        {status === 'connecting' ? 'Connecting to the application' : 'The connection to the application is lost. Reconnecting'}
        {attempts > 1 ? `, attempt ${attempts + 1}` : ''}.{attempts > 2 ? serving : ''}
      </span>
      <Button look="quiet" icon={IconRefresh} onClick={() => connection.retry()}>
        Try now
      </Button>
    </div>
  );
}
