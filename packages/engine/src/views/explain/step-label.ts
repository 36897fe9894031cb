import type { StepKind } from '../../trace/trace.ts';

const labels: Readonly<Record<StepKind, string>> = {
  originate: 'sends a packet',
  receive: 'receives a frame',
  neighbour: 'looks up the next MAC address',
  bridge: 'finds the port of the bridge',
  conntrack: 'looks up the connection',
  rule: 'applies a rule',
  route: 'looks up the route',
  nat: 'translates an address',
  filter: 'filters',
  balance: 'picks at random',
  resolve: 'resolves a name',
  encapsulate: 'wraps the packet',
  decapsulate: 'unwraps the packet',
  send: 'sends the frame',
  deliver: 'hands it to a program',
  connect: 'goes on over the next connection',
  set: 'puts a line into a table',
  drop: 'drops the packet',
};

/** What a kind of step does, for people who do not know the tool's own word. */
export const stepLabel = (kind: StepKind): string => labels[kind];
