/** Two ends that exchange messages in order: a port, a socket. Whatever travels is a plain value; typed arrays and non-finite numbers arrive as they were. */
export interface Channel {
  /** A message to an end that is gone is lost. @throws when the value cannot travel. */
  send(message: unknown): void;
  onMessage(listen: (message: unknown) => void): void;
  /** Called once, whichever end closed. */
  onClose(listen: () => void): void;
  close(): void;
}
