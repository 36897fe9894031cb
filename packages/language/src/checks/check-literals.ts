import { parseCidr, parseIp } from '@netk/engine';
import type { AstNode } from 'langium';
import { isPortSpec } from '../generated/ast.ts';
import { pageOf } from './codes.ts';
import { eachNode } from './each-node.ts';

/** What is wrong with a literal, and under which code. */
interface Wrong {
  readonly code: string;
  readonly message: string;
}

type Literal = (value: string | number, node: AstNode) => Wrong | undefined;

const lastPort = 65_535;

const outOfRange = (message: string): Wrong => ({ code: 'NK002', message });

/** A port that somebody calls. */
const port: Literal = (value) =>
  Number(value) >= 1 && Number(value) <= lastPort ? undefined : outOfRange(`port ${value} is not in 1-${lastPort}`);

/** Ports of a packet filter: 0 is one of them, as in `0-65535`. */
const portRange: Literal = (value, node) => {
  // types and codes of ICMP and numbers of protocols, which NK122 judges
  if (isPortSpec(node) && /^(icmp|icmpv6|ipv6-icmp|ip)$/i.test(node.protocol ?? '')) return undefined;
  const [from = 0, to = from] = String(value).split('-').map(Number);
  if (from > lastPort || to > lastPort) return outOfRange(`ports ${value} are not in 0-${lastPort}`);
  return from > to ? outOfRange(`ports ${value} end before they begin`) : undefined;
};

const address: Literal = (value) =>
  parseIp(String(value)) === undefined
    ? { code: 'NK029', message: `${value} is no address: each number is 0-255` }
    : undefined;

const block: Literal = (value) =>
  parseCidr(String(value)) === undefined
    ? { code: 'NK029', message: `${value} is no CIDR: each number is 0-255, the prefix 0-32 (IPv6: 0-128)` }
    : undefined;

/** Type of the syntax tree → property → what it has to be. Addresses of interfaces and blocks of networks are the engine's. */
const literals: ReadonlyMap<string, readonly (readonly [string, Literal])[]> = new Map(
  Object.entries<Readonly<Record<string, Literal>>>({
    Operand: { port, address, cidr: block },
    PortSpec: { port: portRange, range: portRange },
    Backend: { port },
    Endpoint: { port, address },
    Port: { listen: address },
    Peer: { cidr: block },
    PolicyPeer: { cidr: block, except: block },
    Route: { destination: block },
    Announce: { prefixes: block },
    UseEip: { eips: address },
    Gateway: { eips: address },
    PlaceInSubnet: { eips: address },
    Service: { addresses: address, vips: address },
    Ingress: { vips: address },
    Router: { addresses: address, wan: address },
    Client: { addresses: address },
    Resolver: { addresses: address },
    DnsZone: { servers: address },
    Record: { values: (value, node) => (/^[\d.]+$/.test(String(value)) ? address(value, node) : undefined) },
  }).map(([type, properties]) => [type, Object.entries(properties)]),
);

/** NK002, NK029: ports, addresses and blocks that are written where no element has them as its own. */
export const checkLiterals = eachNode((node, accept) => {
  for (const [property, check] of literals.get(node.$type) ?? []) {
    const value = (node as unknown as Readonly<Record<string, unknown>>)[property];
    for (const [index, each] of (Array.isArray(value) ? value : [value]).entries()) {
      if (typeof each !== 'string' && typeof each !== 'number') continue;
      const wrong = check(each, node);
      if (!wrong) continue;
      const { code, message } = wrong;
      accept('error', message, { node, property, index, code, codeDescription: pageOf(code) });
    }
  }
});
