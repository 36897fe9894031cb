import { renderTrace, type Trace } from '@netk/engine';
import { expect, test } from 'vitest';
import { asking, picked } from './asking.ts';

/** A thousand pods on 42 nodes in three zones, behind an ALB that reaches them by their addresses; `odd` is one more. */
const thousand = (walks: string, odd = '') => `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
${['a', 'b', 'c'].map((zone, i) => `  subnet pub-${zone} 10.0.${i}.0/24 zone ${zone} { route 0.0.0.0/0 -> igw }\n  subnet ${zone} 10.0.${64 * (i + 1)}.0/18 zone ${zone}`).join('\n')}
}
cluster c on eks in main {
  nodegroup w m5.2xlarge nodes 42 in a, b, c
  deployment web replicas 1000 { labels app=web; port 8080 }
  ${odd}
  service web { selector app=web; port 80 -> 8080 }
  ingress edge on alb { scheme internet-facing; target-type ip; healthcheck-path "/hc"; rule host "shop.example" path "/" -> web:80 }
}
${walks}`;

const ask = 'walk ask from internet to "http://shop.example/"';

/** How many targets the ways stand for, and how likely they are. */
const all = ({ routes }: Trace) => ({
  targets: routes.reduce((sum, { choices }) => sum + 1 + (choices.at(-1)!.alike?.length ?? 0), 0),
  probability: Math.round(routes.reduce((sum, { probability }) => sum + probability, 0) * 1e9) / 1e9,
});

test('a thousand targets are as many ways as there are kinds of them, and each is in one', async () => {
  const { errors, traces } = await asking(thousand(ask));
  expect(errors).toEqual([]);
  const trace = traces.ask!;
  // three zones of the balancer, three of the pods, and pods at the first interface of a node or at another
  expect(trace.routes).toHaveLength(18);
  expect(all(trace)).toEqual({ targets: 3000, probability: 1 });
  expect(renderTrace(trace)).toMatch(/target of \S+ at ALB edge \w: web-\d+ or one of \d+ like it/);
  expect(renderTrace(trace)).toMatch(/round_robin picks web-\d+ \S+, or one of \d+ like it, of 1000 healthy/);
});

test('a target that says something else is a way of its own', async () => {
  const { traces } = await asking(thousand(ask, 'pod odd { labels app=web; port 8080; response "/" 500 }'));
  const trace = traces.ask!;
  expect(all(trace)).toEqual({ targets: 3003, probability: 1 });
  const odd = trace.routes.filter(({ client }) => client === 'http-500');
  expect(odd.map((way) => picked(way, 'target'))).toEqual(['odd', 'odd', 'odd']);
  expect(odd.every(({ choices }) => choices.at(-1)!.alike === undefined)).toBe(true);
});

test('who pins a target or an endpoint of many asks of that one', async () => {
  const more = 'deployment more replicas 100 { labels app=web; port 8080 }';
  const { traces } = await asking(
    thousand(
      `${ask} { choose target web-7 }\nwalk inside from pod web-1 to service web:80 { choose endpoint web-7 }`,
      more,
    ),
  );
  expect(new Set(traces.ask!.routes.map((way) => picked(way, 'target')))).toEqual(new Set(['web-7']));
  const [way, ...rest] = traces.inside!.routes;
  expect(rest).toEqual([]);
  expect(way).toMatchObject({ fraction: '1/1100', choices: [{ kind: 'endpoint', picked: 'web-7', pinned: true }] });
  const others = traces.inside!.others ?? [];
  expect(others.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1099 / 1100, 9);
  expect(others.length).toBeLessThan(100);
});

test('who pins what one node of many chooses asks of that node, and of the others as they choose', async () => {
  const text = (walk: string) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.64.0/18 zone a { host h 10.0.64.250 }
}
cluster c on eks in main {
  aws-load-balancer-controller 2.12
  nodegroup w m5.2xlarge nodes 42 in a
  deployment web replicas 40 { labels app=web; port 8080 }
  service web LoadBalancer on nlb { scheme internal; target-type instance; selector app=web; port 80 -> 8080 }
}
walk ask from h to load-balancer web:80 { ${walk} }`;
  const free = await asking(text(''));
  expect(free.errors).toEqual([]);
  expect(free.traces.ask!.routes.length).toBeLessThan(100);
  const { errors, traces } = await asking(text('choose endpoint web-7 at w-13'));
  expect(errors).toEqual([]);
  const trace = traces.ask!;
  const own = trace.routes.filter((way) => picked(way, 'target') === 'w-13');
  expect(own.map((way) => picked(way, 'endpoint'))).toEqual(['web-7']);
  const rest = trace.routes.reduce((sum, { probability }) => sum + probability, 0);
  expect(rest).toBeCloseTo(1 - (1 / 42) * (39 / 40), 9);
});
