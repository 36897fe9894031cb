import type { Channel, Geometry } from '../geometry.ts';

/** The calm wires as two SVG paths: the combs of the routers, and everything else. A wire ends at its last user. */
export function wires(geometry: Geometry): { readonly routers: string; readonly others: string } {
  const ends = new Map<string, number[]>();
  const use = (channel: string, at: number): void => {
    const known = ends.get(channel);
    if (known) known.push(at);
    else ends.set(channel, [at]);
  };
  for (const channel of geometry.channels.values()) {
    const parent = channel.parent === undefined ? undefined : geometry.channels.get(channel.parent);
    if (!parent || channel.kind === 'hidden') continue;
    if (channel.kind !== 'kernel' && parent.kind !== 'hidden') use(parent.id, channel.at);
    if (parent.kind !== 'hidden') use(channel.id, parent.at);
  }
  let routers = '';
  let others = '';
  for (const anchor of geometry.anchors.values()) {
    use(anchor.channel, anchor.p);
    if (anchor.stub !== undefined) others += `M${anchor.x},${anchor.y}H${anchor.stub}`;
  }
  for (const channel of geometry.channels.values()) {
    const used = ends.get(channel.id);
    if (!used || channel.kind === 'kernel' || channel.kind === 'hidden') continue;
    const line = straight(channel, Math.min(...used), Math.max(...used));
    if (channel.kind === 'router') routers += line;
    else others += line;
  }
  return { routers, others };
}

const straight = (channel: Channel, from: number, to: number): string =>
  channel.along === 'h' ? `M${from},${channel.at}H${to}` : `M${channel.at},${from}V${to}`;
