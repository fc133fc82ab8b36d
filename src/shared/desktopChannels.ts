/** Names of what main and preload send each other. */
export const channels = {
  /** Page → main: wants a port; main → page: brings one. */
  requestPort: 'mixwright:request-port',
  port: 'mixwright:port',
  /** Page → main: has a listener for `open` now; main → page: an OpenRequest. */
  listening: 'mixwright:listening',
  open: 'mixwright:open',
  choose: 'mixwright:choose',
  reveal: 'mixwright:reveal',
  openExternal: 'mixwright:open-external',
} as const;
