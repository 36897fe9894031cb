import { topologyOf } from '@netk/language';
import { ask, outlining } from '../../src/ask/ask.ts';
import { finish } from '../../src/base/work.ts';
import { createModel, type Model, type Network, type Trace } from '../../src/index.ts';
import type { Relay } from '../../src/network/program.ts';
import type { Outline } from '../../src/trace/glance.ts';
import { withRelays } from './relays.ts';

/** What the lines of the network under test are, where a test changes them. */
export interface Changes {
  readonly intoEdge?: string;
  readonly outOfEdge?: string;
  readonly intoApps?: string;
  readonly app1?: string;
  readonly backFromEdge?: string;
}

/** A client, a relay and two servers, each in a subnet of its own. */
export const relayText = ({
  intoEdge = 'ingress tcp/8443 from 0.0.0.0/0',
  outOfEdge = 'egress all to 0.0.0.0/0',
  intoApps = 'ingress tcp/8080 from 10.0.2.10/32',
  app1 = 'port 8080',
  backFromEdge = 'egress 100 allow all to 0.0.0.0/0',
}: Changes = {}): string => `vpc v 10.0.0.0/16 {
  network-acl back { ingress 100 allow all from 0.0.0.0/0; ${backFromEdge} }
  security-group edges { ${intoEdge}; ${outOfEdge} }
  security-group apps { ${intoApps}; egress all to 0.0.0.0/0 }
  security-group open { ingress all from 0.0.0.0/0; egress all to 0.0.0.0/0 }
  subnet clients 10.0.1.0/24 zone az1 { host client 10.0.1.10 { security-groups open } }
  subnet edge 10.0.2.0/24 zone az1 {
    network-acl back
    host edge 10.0.2.10 { security-groups edges; port 8443 }
    host inner 10.0.2.20 { security-groups open; port 9000 }
  }
  subnet apps 10.0.3.0/24 zone az1 {
    host app1 10.0.3.11 { security-groups apps; ${app1} }
    host app2 10.0.3.12 { security-groups apps; port 8080 }
  }
}
walk w from client to edge:8443
`;

/** A network with relays, and its one walk. */
export interface Relayed {
  readonly model: Model;
  readonly network: Network;
  trace(): Trace;
  outline(): Outline;
}

/** Builds it from the plan of a text; the relays are put on sockets that the text declares. */
export async function relayed(relays: Readonly<Record<string, Relay>>, text: string = relayText()): Promise<Relayed> {
  const { topology, diagnostics } = await topologyOf(text);
  const errors = diagnostics.filter(({ severity }) => severity === 1);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const model = createModel(topology);
  const network = withRelays(model, relays);
  const walk = topology.walks[0]!;
  return {
    model,
    network,
    trace: () => ask(model.plan, network, walk),
    outline: () => finish(outlining(model.plan, network, walk)),
  };
}
