import { type Authentication, type Network, type Relay, type RelayAction, type Socket, showIp } from '@netk/engine';
import { drawnBy } from './balancers.ts';
import type { ActionPlan, RelayPlan, UpstreamPlan } from './lab-plan.ts';

/** What a relay is told: whom it may dial for which requests, and what it answers itself. */
export function relayOf(network: Network, device: string, relay: Relay, stride: number): RelayPlan {
  const { http, idleSeconds } = relay;
  const does = (action: RelayAction): ActionPlan => actionOf(network, device, action, http?.namesPort ?? false);
  return {
    stride,
    rules: relay.rules.map(({ when, action, authentication }) => ({
      when,
      action: askedFirst(authentication) ?? does(action),
    })),
    otherwise: askedFirst(relay.authentication) ?? does(relay.otherwise),
    ...(http
      ? {
          http: {
            ...{ tls: http.tls !== undefined, forwards: http.forwards, unreachable: http.unreachable },
            nobody: http.nobody?.status ?? 503,
            ...(http.failed === undefined ? {} : { failed: http.failed }),
          },
        }
      : {}),
    ...(idleSeconds === undefined ? {} : { idleSeconds }),
  };
}

/** What who has no session gets; undefined: what everybody gets. Of who has one a walk says nothing that could be compared. */
function askedFirst(authentication: Authentication | undefined): ActionPlan | undefined {
  if (!authentication || authentication.without === 'allow') return undefined;
  if (authentication.without === 'deny') return { kind: 'answer', status: 401 };
  if (authentication.endpoint === undefined || !URL.canParse(authentication.endpoint))
    return { kind: 'answer', status: 302 };
  const { protocol, hostname, port, pathname } = new URL(authentication.endpoint);
  const scheme = protocol.slice(0, -1);
  const location = {
    scheme,
    host: hostname,
    port: port || (scheme === 'https' ? '443' : '80'),
    path: pathname,
    query: '',
  };
  return { kind: 'redirect', status: 302, location, namesPort: false };
}

function actionOf(network: Network, device: string, action: RelayAction, namesPort: boolean): ActionPlan {
  switch (action.kind) {
    case 'refuse':
      return { kind: 'close' };
    case 'answer':
      return { kind: 'answer', status: action.status };
    case 'redirect':
      return { kind: 'redirect', status: action.status, location: action.location, namesPort };
    case 'connect':
      return {
        kind: 'connect',
        upstreams: action.upstreams.map(
          ({ address, port, weight }): UpstreamPlan => ({ address: showIp(address), port, weight, tls: false }),
        ),
      };
    case 'balance':
      return {
        kind: 'connect',
        ...(action.rewrite ? { rewrite: action.rewrite } : {}),
        upstreams: drawnBy(network, device, action.to).map(
          (each): UpstreamPlan =>
            'target' in each
              ? {
                  ...{
                    address: showIp(each.target.address),
                    port: each.target.port,
                    weight: each.weight,
                    tls: each.tls,
                  },
                  ...(each.answerSeconds === undefined ? {} : { idleSeconds: each.answerSeconds }),
                }
              : { weight: each.weight },
        ),
      };
  }
}

/** The longest time of any program here: the laboratory's seconds are so short that it ends before a client gives up. */
export function longestOf(network: Network): number {
  let longest = 1;
  for (const { sockets } of network.devices.values())
    for (const socket of sockets) longest = Math.max(longest, ...secondsOf(socket));
  return longest;
}

const secondsOf = ({ program, answers = [] }: Socket): readonly number[] => [
  ...(program?.kind === 'relay' ? [program.idleSeconds ?? 0] : []),
  ...answers.map(({ seconds }) => seconds),
];
