import { type Anchor, anyOf, type Box, type Channel, type Level } from '../geometry.ts';

/** The geometry while it is made. */
export interface Sketch {
  readonly level: Level;
  readonly open: ReadonlySet<string>;
  readonly boxes: Box[];
  readonly channels: Map<string, Channel>;
  readonly anchors: Map<string, Anchor>;
  readonly aliases: Map<string, string>;
}

export function addChannel(sketch: Sketch, channel: Channel): Channel {
  sketch.channels.set(channel.id, channel);
  return channel;
}

/** A balancer's first node stands for one that is not drawn: a walk may be about a file that is a little different. */
export function standIn(sketch: Sketch, balancer: string, anchor: string): void {
  if (!sketch.aliases.has(anyOf(balancer))) sketch.aliases.set(anyOf(balancer), anchor);
}

/** Nodes are folded unless the level is the deepest or the author opened this one. */
export const folded = (sketch: { level: Level; open: ReadonlySet<string> }, node: string): boolean =>
  sketch.level !== 'pod' && !sketch.open.has(node);

/** At these levels a subnet is one card. */
export const coarse = (level: Level): boolean => level === 'zone' || level === 'subnet';
