import { expect, test } from 'vitest';
import { asking, shares } from './asking.ts';

const site = (settings: string) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a { pod w1 { labels app=web; port 8080 }; pod w2 { labels app=web; port 8080 } }
  service web { selector app=web; port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; ${settings}; rule host "shop.example" path "/" -> web:80 }
}
walk ask from h to "http://shop.example/" { choose zone az1 }`;

test.each<[string, readonly string[]]>([
  ['slow_start.duration_seconds 30', ['no target of web:80 is in its slow start of 30 s']],
  ['slow_start.duration_seconds 0', []],
  ['slow_start.duration_seconds 30; load_balancing.algorithm.type least_outstanding_requests', []],
])('with %s targets that are not new have equal shares, which is said where it matters', async (settings, assumes) => {
  const { errors, traces } = await asking(site(settings));
  expect(errors).toEqual([]);
  expect(shares(traces.ask!, ({ forward }) => forward.at(-1)!.device)).toEqual({ w1: 0.5, w2: 0.5 });
  expect([...new Set(traces.ask!.routes.flatMap((route) => route.assumes ?? []))]).toEqual(assumes);
});
