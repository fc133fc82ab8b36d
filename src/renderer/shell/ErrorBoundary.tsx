/** Catches what a screen threw while it was drawn. React knows no other way than a class. */
import { IconReload } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { Button } from '../components/Button.tsx';
import { CopyButton } from '../components/CopyButton.tsx';
import { Row } from '../components/layout.tsx';
import classes from './ErrorBoundary.module.css';

interface ErrorBoundaryProps {
  /** Another place, another try. */
  readonly place: string;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: Error | null;
  readonly place: string;
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null, place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<ErrorBoundaryState> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps({ place }: ErrorBoundaryProps, state: ErrorBoundaryState): Partial<ErrorBoundaryState> | null {
    return place === state.place ? null : { place, error: null };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    const details = `${error.name}: ${error.message}\n${error.stack ?? ''}\nroute: ${window.location.hash}`;
    return (
      <div className={classes.failure} role="alert">
        <h1>This screen could not be drawn</h1>
        <p>It is a fault of Mixwright, not of your data. Runs and tasks go on. The details below help to mend it.</p>
        <pre>{details}</pre>
        <Row>
          <Button look="primary" icon={IconReload} onClick={() => window.location.reload()}>
            Load the window again
          </Button>
          <CopyButton text={details} label="Copy details" />
        </Row>
      </div>
    );
  }
}
