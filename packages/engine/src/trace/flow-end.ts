import type { Flow } from './trace.ts';

/** Whom a flow goes to, as a person writes it: with the port, where a URL does not say it. */
export const flowEnd = ({ to, port }: Pick<Flow, 'to' | 'port'>): string =>
  port === undefined || to.includes('://') ? to : `${to}:${port}`;
