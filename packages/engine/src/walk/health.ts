import { type Ip, showIp } from '../base/addr/index.ts';
import { finish } from '../base/work.ts';
import type { Check, Pool, PoolTarget } from '../network/balance.ts';
import { headerOf, showEnd } from '../network/header.ts';
import type { Device, Network } from '../network/network.ts';
import type { HttpRequest } from '../trace/request.ts';
import type { Answer, Sending } from './answer.ts';
import { sourceTo } from './fib.ts';
import type { Health } from './pick.ts';
import { localPorts } from './port-draws.ts';
import { isAmong } from './requests.ts';
import { type Converse, runs } from './runs.ts';

/** What is known of the targets of one group, by what they are like or by their address, and by their port. */
type Seen = Map<string | Ip, Map<number, Health | 'asking'>>;

/**
 * Walks the checks of target groups: from each node of a balancer to each of its targets, on the network in which all of them
 * are registered. What was walked once is kept with the network.
 */
export class HealthBook {
  readonly #network: Network;
  readonly #converse: Converse;
  readonly #known = new WeakMap<Device, Map<string, Seen>>();

  constructor(network: Network, converse: Converse) {
    this.#network = network;
    this.#converse = converse;
  }

  /** The health of a target, checked from a node of its balancer. */
  of(node: Device, { id, name, check }: Pool & { readonly check: Check }, target: PoolTarget): Health {
    const device = askerOf(this.#network, node, check);
    const seen = this.#seenBy(device, id);
    const kind = target.alike ?? target.address;
    let byPort = seen.get(kind);
    if (!byPort) {
      byPort = new Map();
      seen.set(kind, byPort);
    }
    const known = byPort.get(target.port);
    if (known !== undefined && known !== 'asking' && known.state === 'healthy') return known;
    const asked = whatIsAsked(check, target);
    if (known === 'asking')
      return { state: 'unknown', asked, why: `the health of ${target.name} in ${name} depends on itself` };
    if (known) return { ...known, asked };
    byPort.set(target.port, 'asking');
    const health = this.#walk(device, check, target, asked);
    byPort.set(target.port, health);
    return health;
  }

  #seenBy(device: Device, pool: string): Seen {
    let pools = this.#known.get(device);
    if (!pools) {
      pools = new Map();
      this.#known.set(device, pools);
    }
    let seen = pools.get(pool);
    if (!seen) {
      seen = new Map();
      pools.set(pool, seen);
    }
    return seen;
  }

  #walk(device: Device, check: Check, target: PoolTarget, asked: string): Health {
    const sending = checkSending(device, check, target);
    if (!sending) return { state: 'unhealthy', asked, why: `no way from ${device.name} to ${showIp(target.address)}` };
    const found = finish(
      runs(
        this.#converse,
        this.#network,
        () => sending,
        [],
        { described: false, footprint: undefined },
        () => undefined,
      ),
    );
    // no limit of ways was asked for
    const whys = found!.map(({ answer }) => failureOf(answer, check));
    const open = whys.find((why) => why?.known === false);
    if (open) return { state: 'unknown', asked, why: open.text };
    const bad = whys.find((why) => why !== undefined);
    if (!bad) return { state: 'healthy' };
    if (whys.every((why) => why !== undefined)) {
      const causes = new Set(found!.map(({ answer }) => (answer.status === undefined ? answer.cause : undefined)));
      const [blocked] = causes.size === 1 ? causes : [];
      return { state: 'unhealthy', asked, why: bad.text, ...(blocked === undefined ? {} : { blocked }) };
    }
    return { state: 'unknown', asked, why: `the check of ${target.name} fails now and then: ${bad.text}` };
  }
}

/** Who asks for a node of a balancer: itself, or machines that do nothing else. */
export const askerOf = ({ devices }: Pick<Network, 'devices'>, node: Device, { from }: Check): Device =>
  (from === undefined ? undefined : devices.get(from)) ?? node;

const portOf = ({ port }: Check, target: PoolTarget): number => port ?? target.port;
const addressOf = ({ address }: Check, target: PoolTarget): Ip => address ?? target.address;

/** `HTTP GET 10.0.1.5:8080/healthz`. */
export function whatIsAsked(check: Check, target: PoolTarget): string {
  const end = showEnd(addressOf(check, target), portOf(check, target), 'tcp');
  return check.protocol === 'TCP' ? `TCP ${end}` : `${check.protocol} GET ${end}${check.path ?? '/'}`;
}

/** The first packet of a check, and what is asked for behind it; undefined: the node has no way to the target. */
export function checkSending(device: Device, check: Check, target: PoolTarget): Sending | undefined {
  const { name, mark = 0 } = target;
  const dst = addressOf(check, target);
  const dport = portOf(check, target);
  const src = sourceTo(device, dst);
  if (src === undefined) return undefined;
  const request: HttpRequest | undefined =
    check.protocol === 'TCP'
      ? undefined
      : {
          kind: 'http',
          method: 'GET',
          scheme: check.protocol === 'HTTPS' ? 'https' : 'http',
          host: check.host ?? showEnd(dst, dport, 'tcp'),
          path: check.path ?? '/',
          headers: { 'user-agent': check.agent },
        };
  return {
    device,
    packet: headerOf({ protocol: 'tcp', src, dst, sport: 40_000, dport, ttl: 64, flags: 'SYN', mark }),
    to: name,
    seed: () => `check ${showIp(src)} ${showEnd(dst, dport, 'tcp')}`,
    port: { range: localPorts, how: 'even' },
    ...(request ? { request } : {}),
  };
}

/** Why one answer to a check is none that is healthy; undefined: it is. */
function failureOf(
  answer: Pick<Answer, 'verdict' | 'client' | 'cause' | 'assumes' | 'status' | 'seconds'>,
  { protocol, codes, timeout }: Check,
): { readonly text: string; readonly known: boolean } | undefined {
  const { verdict, client, cause, assumes, status, seconds = 0 } = answer;
  if (verdict === 'undetermined') return { text: assumes?.[0] ?? 'not known', known: false };
  if (status === undefined && verdict !== 'delivered')
    return { text: `${client}${cause === undefined ? '' : ` (${cause})`}`, known: true };
  if (protocol === 'TCP') return undefined;
  if (status === undefined) return { text: 'no answer to the request', known: true };
  if (seconds > timeout)
    return { text: `answers after ${Math.floor(seconds * 100) / 100} s, the check waits ${timeout} s`, known: true };
  return isAmong(codes, status) ? undefined : { text: `answers ${status}, which is none of ${codes}`, known: true };
}
