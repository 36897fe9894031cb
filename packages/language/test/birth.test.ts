import {
  checkTrace,
  createModel,
  explainOutcome,
  linesWith,
  outlineOf,
  stateEntryOf,
  type Trace,
  timelineOf,
  views,
} from '@netk/engine';
import { expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';

interface Site {
  readonly pod?: string;
  readonly node?: string;
  readonly ingress?: string;
  readonly from?: string;
}

const text = ({
  pod = 'port 8080',
  node = '',
  ingress = '',
  from = 'node n1',
}: Site): string => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n1 m5.large in a {
    ${node}
    eni 0
    eni 1
    pod p 10.0.1.77 eni 1 { labels app=web; ${pod} }
  }
  node n2 m5.large in b
  service web { selector app=web; port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; ${ingress}; rule host "shop.example" path "/" -> web:80 }
}
walk born from ${from} to cni-add p
`;

async function born(site: Site = {}) {
  const { topology, diagnostics } = await topologyOf(text(site));
  expect(diagnostics.filter(({ severity }) => severity === 1).map(({ message }) => message)).toEqual([]);
  const model = createModel(topology);
  return { model, trace: model.trace(topology.walks[0]!.id) };
}

const said = ({ routes }: Trace, stage: string): readonly string[] =>
  routes
    .flatMap(({ forward }) => forward.flatMap(({ steps }) => steps.filter((each) => each.stage === stage)))
    .map(({ entry }) => entry);

test('a pod’s creation is the lines about it in the tables of its node, its own, its Services’ and its target groups’', async () => {
  const { trace } = await born();
  expect(checkTrace(trace)).toEqual([]);
  expect(trace.verdict).toBe('delivered');
  const [branch] = trace.routes;
  expect(branch!.forward.map(({ device }) => device)).toEqual(['n1', 'p', 'n1', 'ALB edge az1', 'ALB edge az2']);
  expect(said(trace, 'ip rule').map((entry) => entry.replace(/^\d+: /, ''))).toEqual([
    'from all to 10.0.1.77 lookup main',
    'from 10.0.1.77 lookup 2',
  ]);
  expect(said(trace, 'address')).toEqual([
    expect.stringMatching(/^10\.0\.1\.77 of \w+ \(ENI 1, 10\.0\.1\.\d+\)$/),
    '10.0.1.77/32 dev eth0',
  ]);
  expect(said(trace, 'EndpointSlice')).toEqual(['web: 10.0.1.77:8080']);
  expect(said(trace, 'target group')).toEqual(['web:80: p 10.0.1.77:8080', 'web:80: p 10.0.1.77:8080']);
});

test('each line about a table stands once in what the tool of its machine prints', async () => {
  const { model, trace } = await born();
  let found = 0;
  for (const hop of trace.routes[0]!.forward)
    for (const step of hop.steps) {
      const entry = stateEntryOf(hop, step);
      if (!entry) continue;
      const view = views.find(({ name }) => name === entry.view)!;
      const lines = view.lines(model.plan, model.network.devices.get(hop.id)!) ?? [];
      expect(linesWith(lines, entry), `${hop.device} ${step.entry}`).toHaveLength(1);
      found++;
    }
  expect(found).toBeGreaterThan(8);
});

test('how long a target takes to be healthy follows from its check, and that it never is too', async () => {
  const slow = await born({ ingress: 'healthcheck-interval-seconds 40' });
  expect(said(slow.trace, 'health check')[0]).toBe('HTTP GET 10.0.1.77:8080/: healthy after 1 check, at most 40 s');
  const never = await born({ pod: 'port 8080; response "/" 500' });
  expect(never.trace).toMatchObject({
    verdict: 'not-delivered',
    routes: [{ cause: 'LB-UNHEALTHY', died: { hop: 3 } }],
  });
  expect(said(never.trace, 'health check')[0]).toMatch(/unhealthy: answers 500, which is none of 200$/);
  expect(checkTrace(never.trace)).toEqual([]);
});

test('a pod that is not ready is an endpoint that nothing leads to, and no target', async () => {
  const { trace } = await born({ pod: 'port 8080; ready false' });
  expect(trace.routes[0]!.forward.map(({ device }) => device)).toEqual(['n1', 'p', 'n1']);
  expect(trace.routes[0]!.forward[2]!.steps.map(({ entry }) => entry)).toEqual(['web: 10.0.1.77:8080, not ready']);
});

test('another node creates no pod of this one', async () => {
  const { trace } = await born({ from: 'node n2' });
  expect(trace).toMatchObject({ verdict: 'undetermined', reasons: ['pod p is on n1, and its kubelet creates it'] });
});

test('in words it is told by its lines, and by the check that fails', async () => {
  const { trace } = await born();
  expect(explainOutcome(trace, trace.routes[0]!)).toMatchObject({
    word: 'Done',
    clientSees: 'nothing: no packet is sent',
  });
  const never = (await born({ pod: 'port 8080; response "/" 500' })).trace;
  expect(explainOutcome(never, never.routes[0]!)).toMatchObject({
    ...{ word: 'Not healthy', cause: 'LB-UNHEALTHY' },
    where: expect.stringContaining('ALB edge az1'),
    why: expect.stringContaining('answers 500'),
  });
});

test('it has an outline and moments like any other walk', async () => {
  const { trace } = await born();
  expect(outlineOf(trace).verdict).toBe('delivered');
  expect(timelineOf(trace.routes[0]!).length).toBeGreaterThan(10);
});
