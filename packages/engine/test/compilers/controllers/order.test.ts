import { expect, test } from 'vitest';
import { planned, site } from '../../support/planned.ts';

const services = [
  'service web { selector app=web; port 80 -> http }',
  'service np NodePort { selector app=web; port 80 -> http nodePort 31000 }',
  'service e1 LoadBalancer on nlb 10.100.9.1 { scheme internet-facing; selector app=web; port 80 -> http nodePort 31001 }',
  'service e2 LoadBalancer on clb { selector app=web; port 80 -> http nodePort 31002 }',
];
const ingresses = [
  'ingress a on alb { scheme internet-facing; target-type ip; group.name g; group.order 2; rule path "/a" -> web:80 }',
  'ingress b on alb { scheme internet-facing; target-type ip; group.name g; rule path "/b" -> web:80 }',
  'ingress c on alb { rule path "/" -> np:80 }',
  'ingress d on nginx { rule path "/" -> web:80 }',
  'gateway edge on alb { scheme internal; listener a HTTP:80; listener b HTTP:81 }',
  'httproute r { parentRefs edge; rule path "/" -> web:80 }',
  'httproute s { parentRefs edge/b; rule path "/" -> web:80; rule path "/s" -> web:80 }',
];

test('what is planned does not depend on the order of declarations', async () => {
  const of = async (objects: readonly string[]) => {
    const { balancers, filters, problems } = await planned(site(objects.join('\n')));
    return { balancers, filters, problems };
  };
  const all = [...services, ...ingresses];
  const straight = await of(all);
  expect(straight.balancers).toHaveLength(6);
  expect(await of([...all].reverse())).toEqual(straight);
  expect(await of([...ingresses, ...services])).toEqual(straight);
});

test('200 Ingresses with 2,000 rules are planned quickly', async () => {
  const many = Array.from({ length: 200 }, (_, at) => {
    const rules = Array.from({ length: 10 }, (_, rule) => `rule host "h${at}.example" path "/p${rule}" -> web:80`);
    return `ingress i${at} on alb { target-type ip; group.name g${at % 20}; ${rules.join('; ')} }`;
  });
  const text = site(['service web { selector app=web; port 80 -> http }', ...many].join('\n'));
  const { topologyOf } = await import('@netk/language');
  const { createModel } = await import('../../../src/index.ts');
  const { topology } = await topologyOf(text);
  const bare = { ...topology, clusters: topology.clusters.map((each) => ({ ...each, ingresses: [] })) };
  const timed = (of: typeof topology) => {
    const from = performance.now();
    const { plan } = createModel(of);
    return { took: performance.now() - from, rules: plan.balancers.flatMap(({ listeners }) => listeners[0]!.rules) };
  };
  const runs = Array.from({ length: 7 }, () => timed(topology).took - timed(bare).took).sort((a, b) => a - b);
  expect(timed(topology).rules).toHaveLength(2000);
  // of several runs the one that nothing else disturbed
  expect(runs[0]).toBeLessThan(50);
});
