import { checks, type ElementId, elementId, finish, type Model, type Walk } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { clusterText } from '../cluster-text.ts';
import { interleaved } from '../measure.ts';
import { type Bench, ms, type Options, type Row, scaled } from '../row.ts';

const mostTimes = 2;
const mostMs = 50;
/** As many branches as the DNS of the cluster has pods. */
const endpoints = 2;
const walksInRound = 40;

interface Asked {
  readonly model: Model;
  readonly podIds: readonly ElementId[];
  readonly services: readonly { readonly id: ElementId; readonly name: string }[];
}

/** A cluster with a DNS Service, and two pods behind it on two nodes. */
function withDns(text: string): string {
  const dns = (number: number) =>
    `    pod kube-system/coredns-${number} { labels k8s-app=kube-dns; port dns udp/53; port dns-tcp tcp/53 }`;
  return text
    .replace(/^ {4}pod pod-0 /m, (line) => `${dns(0)}\n${line}`)
    .replace(/^ {4}pod pod-1 /m, (line) => `${dns(1)}\n${line}`)
    .replace(
      /^ {2}service app-0 /m,
      (line) =>
        `  service kube-system/kube-dns { selector k8s-app=kube-dns; port dns udp/53; port dns-tcp tcp/53 }\n${line}`,
    );
}

async function prepare(pods: number, services: number): Promise<Asked> {
  const { model } = await topologyOf(withDns(clusterText({ pods, services, endpoints })));
  for (const device of model.network.devices.values()) if (device.ruleset) [...device.ruleset.chains()];
  const { plan } = model;
  const shown = plan.services.filter(({ namespace, name }) => namespace === 'default' && name.startsWith('app-'));
  return {
    model,
    podIds: plan.pods.filter(({ name }) => name.startsWith('pod-')).map(({ id }) => id),
    services: shown,
  };
}

/**
 * Question number `at`: for the name of a Service, or to the Service itself. Of 20 nodes that take pods in turn, one in 20 has the
 * asking pod and an endpoint, as it has the asking pod and one of DNS: 106 and 7919 differ by 13 modulo 20.
 */
function question({ podIds, services }: Asked, at: number, what: 'name' | 'service'): Walk {
  const { id, name } = services[(at * 106 + 3) % services.length]!;
  return {
    ...{ id: elementId(`walk:bench-${what}-${at}`), uri: 'memory:/bench.netk', title: `question ${at}` },
    from: { kind: 'element', of: podIds[(at * 7919 + 3) % podIds.length]!, text: 'from' },
    to: what === 'name' ? { kind: 'dns', query: name, text: name } : { kind: 'element', of: id, text: 'to', port: 80 },
    ...{ chooses: [], givens: [], expects: [], settings: [] },
  };
}

function asker(asked: Asked, what: 'name' | 'service'): () => void {
  let next = 0;
  return () => {
    for (let count = 0; count < walksInRound; count++) {
      const { routes } = finish(asked.model.asking(question(asked, next++, what)));
      const lost = routes.find(({ verdict }) => verdict !== 'delivered');
      if (lost || routes.length !== endpoints)
        throw new Error(
          `a walk of the benchmark has ${routes.length} ways, or ended as ${lost?.verdict}: ${lost?.cause}`,
        );
    }
  };
}

/** A zone of so many names, each of which a walk asks for. */
async function zoneOf(count: number): Promise<Model> {
  const records = Array.from({ length: count }, (_, at) => `    record "n${at}" A 192.0.2.${at % 250} ttl 60s`);
  const walks = Array.from(
    { length: count },
    (_, at) => `walk from p to dns "n${at}.shop.example" { expect queries 10 }`,
  );
  const { model } = await topologyOf(`vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main { node n m5.large in a { pod p { port 80 } } }
internet {
  dns-zone "shop.example" on route53 {
${records.join('\n')}
  }
}
${walks.join('\n')}
`);
  return model;
}

const ofNames = checks.filter(({ codes }) => codes.some((code) => /^NK09[0-7]$/.test(code)));

/** Runs the checks of names alone, and counts what they find: a warning of each walk. */
function found({ plan }: Model): number {
  const subject = {
    plan,
    failed: () => [],
    trace: (): never => {
      throw new Error('checks of names ask no walk');
    },
  };
  return ofNames.reduce((sum, check) => sum + [...check.run(subject)].length, 0);
}

async function* rows(options: Options): AsyncIterable<Row> {
  const pods = scaled(1000, options, 20);
  const asked = await prepare(pods, scaled(200, options, 4));
  const times = await interleaved({ name: asker(asked, 'name'), service: asker(asked, 'service') }, options.rounds);
  const [name, service] = [times.name / walksInRound, times.service / walksInRound];
  yield {
    bench: 'names',
    what: 'a lookup in the cluster ÷ a walk to a Service',
    size: `${pods} pods, ${endpoints} of DNS`,
    measured: `${ms(name)} ÷ ${ms(service)}`,
    figures: { lookupMs: name, serviceMs: service },
    aim: `≤ ${mostTimes}`,
    ratio: name / service,
    met: name / service <= mostTimes,
  };
  const count = scaled(1000, options, 10);
  const zone = await zoneOf(count);
  if (found(zone) !== count) throw new Error(`${found(zone)} of ${count} names were told`);
  const { check } = await interleaved({ check: () => found(zone) }, options.rounds);
  yield {
    bench: 'names',
    what: 'all checks of names',
    size: `${count} names, and as many walks that ask for them`,
    measured: ms(check),
    figures: { checkMs: check },
    aim: `≤ ${mostMs} ms`,
    ratio: check / mostMs,
    met: check <= mostMs,
  };
}

/** What names cost. */
export const names: Bench = { name: 'names', run: rows };
