import { checkTrace, createModel, type Trace } from '@netk/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutNames } from '../../../engine/test/support/same-answer.ts';
import { topologyOf } from '../../src/index.ts';
import { waysOf } from '../balancers/asking.ts';
import { runs } from '../hostile/fuzz.ts';

/** What a pod is like: whether it is registered, and whether checks of TCP and of HTTP at `/hc` find it well. */
const kinds = {
  well: { says: 'port 8080', registered: true, tcp: true, http: true },
  closed: { says: 'port 8081', registered: true, tcp: false, http: false },
  broken: { says: 'port 8080; response "/hc" 500', registered: true, tcp: true, http: false },
  silent: { says: 'port 8080; response "/hc" none', registered: true, tcp: true, http: false },
  resets: { says: 'port 8080; response "/hc" rst', registered: true, tcp: true, http: false },
  slow: { says: 'port 8080; response "/hc" 200 9s', registered: true, tcp: true, http: false },
  unready: { says: 'port 8080; ready false', registered: false, tcp: true, http: true },
  ending: { says: 'port 8080; terminating true', registered: false, tcp: true, http: true },
} as const;

interface Cluster {
  readonly balancer: 'alb' | 'nlb' | 'clb';
  readonly instances: boolean;
  readonly crossZone: boolean;
  readonly local: boolean;
  readonly preserve: boolean;
  /** For each zone the pods on its node. */
  readonly zones: readonly (readonly (keyof typeof kinds)[])[];
}

const clusters: fc.Arbitrary<Cluster> = fc.record({
  balancer: fc.constantFrom('alb', 'nlb', 'clb'),
  instances: fc.boolean(),
  crossZone: fc.boolean(),
  local: fc.boolean(),
  preserve: fc.boolean(),
  zones: fc.array(fc.array(fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])), { maxLength: 3 }), {
    minLength: 2,
    maxLength: 3,
  }),
});

/** `p` stands before every name of the file. */
function textOf({ balancer, instances, crossZone, local, preserve, zones }: Cluster, p = ''): string {
  const type = `target-type ${instances ? 'instance' : 'ip'}`;
  const subnets = zones.map((_, i) => `  subnet ${p}s${i} 10.0.${i}.0/24 zone z${i}`);
  const nodes = zones.map(
    (pods, i) => `  node ${p}n${i} m5.large 10.0.${i}.10 in ${p}s${i} {
${pods.map((kind, j) => `    pod ${p}n${i}-${j} 10.0.${i}.${20 + j} { labels app=web; ${kinds[kind].says} }`).join('\n')}
  }`,
  );
  const places = zones.map((_, i) => `subnet ${p}s${i} 10.0.${i}.100`).join('; ');
  const policy = local ? 'externalTrafficPolicy Local' : 'externalTrafficPolicy Cluster';
  const service =
    balancer === 'alb'
      ? `  service ${p}web NodePort { selector app=web; port 80 -> 8080 nodePort 30080; ${policy} }
  ingress ${p}edge on alb { scheme internal; ${type}; ${places}; healthcheck-path "/hc"; rule host "shop.example" path "/" -> ${p}web:80 }`
      : `  service ${p}web LoadBalancer on ${balancer} { scheme internal; ${places}; selector app=web; port 80 -> 8080 nodePort 30080; ${policy}${
          balancer === 'nlb' ? `; ${type}; preserve_client_ip.enabled ${preserve}` : ''
        }; load_balancing.cross_zone.enabled ${crossZone} }`;
  return `vpc ${p}main 10.0.0.0/16 on aws {
${subnets.join('\n')}
  security-group ${p}open { ingress all from 0.0.0.0/0 }
  host ${p}client 10.0.0.5 in ${p}s0
}
cluster ${p}c on eks in ${p}main {
  aws-load-balancer-controller 2.12
${nodes.join('\n')}
${service}
}
walk ask from host ${p}client to ${balancer === 'alb' ? `ingress ${p}edge` : `load-balancer ${p}web:80`}
walk second from host ${p}client to 10.0.1.100:80`;
}

async function answers(text: string): Promise<readonly Trace[]> {
  const { topology, diagnostics } = await topologyOf(text);
  expect(diagnostics.filter(({ severity }) => severity === 1).map(({ message }) => message)).toEqual([]);
  const model = createModel(topology);
  return topology.walks.map(({ id }) => model.trace(id));
}

/** The options of each choice, by what was chosen before it: they make one whole. */
function sums(trace: Trace): readonly number[] {
  const tree = new Map<string, Map<string, number>>();
  for (const { choices } of waysOf(trace)) {
    let before = '';
    for (const { kind, id, picked, probability } of choices) {
      const key = `${before}\n${kind} at ${id}`;
      tree.set(key, (tree.get(key) ?? new Map<string, number>()).set(picked, probability));
      before = `${key} = ${picked}`;
    }
  }
  return [...tree.values()].map((options) => [...options.values()].reduce((sum, each) => sum + each, 0));
}

/** What is wrong with whom a balancer picked of its pods; `seen` counts what was looked at. */
function wronglyPicked(
  { zones, balancer, crossZone }: Cluster,
  trace: Trace,
  seen: { healthy: number; open: number },
): readonly string[] {
  const well = (kind: keyof typeof kinds): boolean =>
    kinds[kind].registered && (balancer === 'alb' ? kinds[kind].http : kinds[kind].tcp);
  return trace.routes.flatMap(({ forward }) => {
    const at = forward.find(({ kind }) => kind === 'balancer');
    const step = at && forward.flatMap(({ steps }) => steps).find(({ stage }) => stage === 'target group');
    const name = step && / picks n(\d+)-(\d+) /.exec(step.entry);
    if (!at || !name) return [];
    const own = Number(/ z(\d+)$/.exec(at.device)?.[1]);
    const picked = zones[Number(name[1])]![Number(name[2])]!;
    const near = balancer === 'alb' || crossZone ? zones : [zones[own]!];
    const some = near.some((pods) => pods.some(well));
    const open = step.entry.includes('it fails open');
    seen[open ? 'open' : 'healthy'] += 1;
    const wrong: string[] = [];
    if (!kinds[picked].registered) wrong.push(`${step.entry}: not registered`);
    if (!open && !well(picked)) wrong.push(`${step.entry}: not healthy`);
    if (open === some) wrong.push(`${step.entry}: ${some ? 'somebody is healthy' : 'nobody is healthy'}`);
    if (!near.includes(zones[Number(name[1])]!)) wrong.push(`${step.entry}: another zone`);
    return wrong;
  });
}

describe('a random cluster behind a balancer', () => {
  test('keeps the laws of traces, and the options of every choice make one', async () => {
    await fc.assert(
      fc.asyncProperty(clusters, async (cluster) => {
        for (const trace of await answers(textOf(cluster))) {
          expect(checkTrace(trace)).toEqual([]);
          for (const sum of sums(trace)) expect(sum).toBeCloseTo(1, 9);
        }
      }),
      runs(40),
    );
  });

  test('gets what it gets from healthy targets of the zones in reach, unless nobody is healthy, which is said', async () => {
    const seen = { healthy: 0, open: 0 };
    const ofPods = clusters.filter(({ balancer }) => balancer !== 'clb').map((each) => ({ ...each, instances: false }));
    await fc.assert(
      fc.asyncProperty(ofPods, async (cluster) => {
        for (const trace of await answers(textOf(cluster))) expect(wronglyPicked(cluster, trace, seen)).toEqual([]);
      }),
      runs(40),
    );
    expect(seen.healthy).toBeGreaterThan(20);
    expect(seen.open).toBeGreaterThan(20);
  });

  test('is the same by other names', async () => {
    await fc.assert(
      fc.asyncProperty(clusters, async (cluster) => {
        const [plain, other] = [await answers(textOf(cluster)), await answers(textOf(cluster, 'x'))];
        expect(other.map(withoutNames)).toEqual(plain.map(withoutNames));
      }),
      runs(15),
    );
  });
});
