import type { ElementId, Port } from '@netk/engine';
import type { Expose, Port as PortNode } from '../generated/ast.ts';
import { type Draft, maybe } from './draft.ts';

/** `8080`, `8080/TCP`, `udp/1053`, `http` → a number or the name of a port. */
export function portTarget(text: string | undefined): number | string | undefined {
  if (text === undefined) return undefined;
  const word = text.split('/').find((part) => /^\d+$/.test(part)) ?? text;
  return /^\d+$/.test(word) ? Number(word) : word;
}

/** What `port` and `expose` lines have in common. */
export function portOf(node: PortNode | Expose): Omit<Port, 'id'> {
  return {
    ...maybe('name', node.name),
    port: node.port,
    protocol: (node.protocol ?? 'tcp').toLowerCase(),
    ...maybe('target', portTarget(node.target)),
  };
}

/** The `port` lines of an element, in their order. */
export function ports(draft: Draft, owner: ElementId, nodes: readonly PortNode[]): Port[] {
  return nodes
    .filter((node) => node.port !== undefined)
    .map((node, index) => ({
      id: draft.part(owner, `port.${index}`, node),
      ...portOf(node),
      ...maybe('nodePort', node.nodePort),
      ...maybe('hostPort', node.hostPort),
      ...maybe('hostIp', node.hostIp),
      ...maybe('listen', node.listen),
    }));
}
