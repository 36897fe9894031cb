import { checkTrace } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { asking, endOf, fates, shares } from './asking.ts';

/** Gateways of a cluster with two applications, asked from a host. */
const site = (gateway: string, walk: string) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  aws-load-balancer-controller 3.5
  node n m5.xlarge in a {
    pod blue  { labels app=blue;  port 8080 }
    pod green { labels app=green; port 8080 }
  }
  service blue  { target-type ip; selector app=blue;  port 80 -> 8080 }
  service green { target-type ip; selector app=green; port 80 -> 8080 }
  ${gateway}
}
walk ask from h to ${walk}`;

async function asked(gateway: string, walk: string) {
  const { errors, traces } = await asking(site(gateway, walk));
  expect(errors).toEqual([]);
  const trace = traces.ask!;
  expect(trace.reasons ?? []).toEqual([]);
  expect(checkTrace(trace)).toEqual([]);
  return trace;
}

const shop = `gateway edge on alb { scheme internal; subnets a, b; listener web HTTP:80 { hostname "*.example" } }
  httproute shop {
    parentRefs edge
    hostnames "shop.example"
    rule path "/order" -> green:80
    rule path "/" header "X-Env: canary" -> green:80
    rule path "/" -> blue:80 weight 3, green:80 weight 1
    rule path "/old" { requestRedirect { replaceFullPath "/new"; statusCode 301 } }
  }`;

describe('a request to a Gateway', () => {
  const table: readonly (readonly [string, string, Record<string, number>])[] = [
    ['goes where the longest path of its route says', '"http://shop.example/order/7"', { green: 1 }],
    ['goes by the weights of its rule', '"http://shop.example/"', { blue: 0.75, green: 0.25 }],
    ['goes by its headers before that', '"http://shop.example/" { header "X-Env: canary" }', { green: 1 }],
  ];
  test.each(table)('%s', async (_, walk, ends) => {
    const trace = await asked(shop, walk);
    expect(shares(trace, endOf)).toEqual(ends);
    expect(fates(trace)).toEqual({ 'delivered, ok': 1 });
  });

  test('is led elsewhere where its rule says so', async () => {
    expect(fates(await asked(shop, '"http://shop.example/old"'))).toEqual({ 'delivered, http-301': 1 });
  });

  test('for a host that no route of the listener has is answered 404', async () => {
    expect(fates(await asked(shop, '"http://shop.example/" { header "Host: other.example" }'))).toEqual({
      'LB-RULE, http-404': 1,
    });
  });

  test('that names no URL asks for the host and path of its first rule', async () => {
    const trace = await asked(shop, 'gateway edge');
    expect(fates(trace)).toEqual({ 'delivered, ok': 1 });
  });

  test('over TLS ends it there, and a listener for TLS takes no plain request', async () => {
    const secure = shop.replace('HTTP:80 { hostname "*.example" }', 'HTTPS:443 { hostname "*.example" }');
    expect(fates(await asked(secure, '"https://shop.example/order"'))).toEqual({ 'delivered, ok': 1 });
    expect(fates(await asked(secure, '"http://shop.example:443/order"'))).toEqual({ 'LB-TLS, http-400': 1 });
  });
});

test('a flow to a Gateway on nlb goes to the targets of its route', async () => {
  const inner = `gateway inner on nlb { scheme internal; subnets a, b; listener t TCP:5432 }
  tcproute r { parentRefs inner; rule -> blue:80 }`;
  const trace = await asked(inner, 'gateway inner:5432');
  expect(fates(trace)).toEqual({ 'delivered, ok': 1 });
  expect(shares(trace, endOf)).toEqual({ blue: 1 });
});
