import type { Device, Socket } from '../../network/network.ts';
import type { Certificate, HttpSide, Relay, RelayAction, Share } from '../../network/program.ts';
import type { Listener, ListenerAction, PlannedBalancer } from '../../plan/balancer.ts';
import type { ElementId } from '../../topology/id.ts';
import { defaultVia, endSystem, ownSegment } from '../machine.ts';
import type { BalancerPlace } from './balancer.ts';
import { poolId } from './pools.ts';

/** An ALB's redirects lead to `https://HOST:443/` (header `location` of `awselb/2.0`, seen from 2018 to 2026). */
export const ofAws: HttpSide = { forwards: 'append', unreachable: 502, namesPort: true };

/** A node that ends connections and opens others: a machine with an address, whose sockets are relays. */
export function relayingNode({ balancer, node, name, nic, router }: BalancerPlace, side = ofAws): Device {
  const own = nic.addresses[0]!.ip;
  const main = [defaultVia(router.ip, nic.name), ownSegment(nic.name, own, router)];
  const machine = endSystem({
    ...{ id: node.id, name, kind: 'balancer', source: balancer.id, zone: node.zone, nic, main, listens: [] },
  });
  return {
    ...machine,
    sockets: balancer.listeners.map((listener) => socketOf(balancer, listener, name, side)),
    socketsUnknown: false,
  };
}

function socketOf(balancer: PlannedBalancer, listener: Listener, name: string, side: HttpSide): Socket {
  return {
    ...{ protocol: 'tcp', port: listener.port, owner: name, source: listener.id },
    program: relayOf(balancer, listener, name, side),
  };
}

/** What a listener does with connections; `side`: how it speaks where it reads requests. */
export function relayOf(balancer: PlannedBalancer, listener: Listener, name: string, side = ofAws): Relay {
  const { rules, otherwise, http, authentication } = heardBy(balancer, listener, side);
  return {
    ...{ kind: 'relay', name: `${name}:${listener.port}`, source: listener.id, idleSeconds: balancer.idleSeconds },
    ...{ rules, otherwise },
    ...(http ? { http } : {}),
    ...(authentication ? { authentication } : {}),
  };
}

/** What a listener does that is the same at each node of its balancer. */
type Heard = Pick<Relay, 'rules' | 'otherwise' | 'http' | 'authentication'>;

const known = new WeakMap<Listener, { readonly balancer: ElementId; readonly side: HttpSide; readonly heard: Heard }>();

/** Made once for all nodes. */
function heardBy(balancer: PlannedBalancer, listener: Listener, side: HttpSide): Heard {
  const earlier = known.get(listener);
  if (earlier?.balancer === balancer.id && earlier.side === side) return earlier.heard;
  const heard = hear(balancer, listener, side);
  known.set(listener, { balancer: balancer.id, side, heard });
  return heard;
}

function hear(balancer: PlannedBalancer, listener: Listener, side: HttpSide): Heard {
  const { protocol, rules, otherwise, certificates, certified = {} } = listener;
  const tls = certificates.map((each): Certificate => {
    const hosts = Object.hasOwn(certified, each) ? certified[each] : undefined;
    return { name: each, ...(hosts ? { hosts } : {}) };
  });
  const http: HttpSide | undefined =
    protocol === 'HTTP' || protocol === 'HTTPS' ? { ...side, ...(protocol === 'HTTPS' ? { tls } : {}) } : undefined;
  const actions = new Map<ListenerAction, RelayAction>();
  // lines that lead to the same have one action
  const lowered = (action: ListenerAction): RelayAction => {
    const made = actions.get(action) ?? actionOf(balancer, action);
    actions.set(action, made);
    return made;
  };
  return {
    rules: http
      ? rules.map(({ when, authentication, action, source }) => ({
          when,
          ...(authentication ? { authentication } : {}),
          ...{ source, action: lowered(action) },
        }))
      : [],
    otherwise: lowered(otherwise),
    ...(http ? { http } : {}),
    ...(http && listener.authentication ? { authentication: listener.authentication } : {}),
  };
}

function actionOf(balancer: PlannedBalancer, action: ListenerAction): RelayAction {
  switch (action.kind) {
    case 'fixed':
      return { kind: 'answer', status: action.status };
    case 'redirect': {
      const { status, protocol, kind, ...location } = action;
      return { kind, status, location: { ...location, ...(protocol === undefined ? {} : { scheme: protocol }) } };
    }
    case 'forward': {
      const [first, ...more] = action.to.map(({ group, weight }): Share => ({ pool: poolId(balancer, group), weight }));
      const rewrite = action.rewrite ? { rewrite: action.rewrite } : {};
      return first ? { kind: 'balance', to: [first, ...more], ...rewrite } : { kind: 'answer', status: 503 };
    }
  }
}
