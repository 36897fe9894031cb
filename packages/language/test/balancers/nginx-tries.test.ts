import { checkTrace } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { asking, endOf, fates, saidAt, shares } from './asking.ts';

/** An nginx controller on a node, and what it passes requests to. */
const site = (pods: string, more = '') => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  security-group open { ingress all from 0.0.0.0/0 }
}
cluster c on eks in main {
  node n m5.xlarge 10.0.1.10 in a {
    security-groups open
    pod nginx { labels app=nginx; port 8080 }
    ${pods}
  }
  service nginx NodePort { selector app=nginx; port 80 -> 8080 nodePort 32080 }
  service web { selector app=web; port 80 -> 8080 }
  ingress shop on nginx { rule host "shop.example" path "/" Prefix -> web:80 }
}
walk ask from h to "http://10.0.1.10:32080/" { header "Host: shop.example"; ${more} }`;

const well = (name: string) => `pod ${name} { labels app=web; port 8080 }`;
const closed = (name: string) => `pod ${name} { labels app=web; port 8081 }`;
const says = (name: string, what: string) => `pod ${name} { labels app=web; port 8080; response "/" ${what} }`;

async function asked(pods: readonly string[], more = '') {
  const { errors, traces } = await asking(site(pods.join('\n    '), more));
  expect(errors).toEqual([]);
  const trace = traces.ask!;
  expect(checkTrace(trace)).toEqual([]);
  return trace;
}

describe('nginx, one of whose endpoints fails,', () => {
  const table: readonly (readonly [string, string, string])[] = [
    ['is refused there', closed('bad'), 'refused'],
    ['is reset there', says('bad', 'rst'), 'closed'],
    ['gets no answer there', says('bad', 'none'), 'timeout'],
    ['waits there in vain', says('bad', '200 61s'), 'took too long'],
  ];
  test.each(table)('tries the other where it %s', async (_, bad, why) => {
    const trace = await asked([bad, well('good')]);
    expect(fates(trace)).toEqual({ 'delivered, ok': 1 });
    expect(shares(trace, endOf)).toEqual({ good: 1 });
    expect(saidAt(trace, 'target group').some((entry) => entry.includes('tries good '))).toBe(true);
    const tried = trace.routes.flatMap(({ forward }) =>
      forward.flatMap(({ steps }) =>
        steps.flatMap((step) => (step.entry.includes('tries good') ? (step.tried ?? []) : [])),
      ),
    );
    expect(tried.map((each) => each.why)).toEqual([expect.stringContaining(why)]);
  });

  test('passes on an answer that is an error: it is an answer', async () => {
    expect(fates(await asked([says('bad', '500'), well('good')]))).toEqual({
      'delivered, http-500': 0.5,
      'delivered, ok': 0.5,
    });
  });

  test('says a POST to no other endpoint once it was said, and to another if nobody heard it', async () => {
    expect(fates(await asked([says('bad', 'rst'), well('good')], 'method POST'))).toEqual({
      'APP-RST, http-502': 0.5,
      'delivered, ok': 0.5,
    });
    expect(fates(await asked([closed('bad'), well('good')], 'method POST'))).toEqual({ 'delivered, ok': 1 });
  });
});

test('nginx tries three times: of four endpoints, three of which fail, one request in four is not answered', async () => {
  const trace = await asked([closed('a'), closed('b'), closed('c'), well('good')]);
  expect(fates(trace)).toEqual({ 'delivered, ok': 0.75, 'SVC-TARGETPORT, http-502': 0.25 });
  expect(trace.routes.some(({ assumes }) => assumes?.some((each) => /tries each of the other/.test(each)))).toBe(true);
});

test('of two endpoints that both fail nginx begins again with the first, which it answers by', async () => {
  const trace = await asked([closed('a'), says('b', 'none')]);
  expect(fates(trace)).toEqual({ 'SVC-TARGETPORT, http-502': 0.5, 'LB-TIMEOUT, http-504': 0.5 });
});

test('nginx with one endpoint answers as that one fails', async () => {
  expect(fates(await asked([closed('a')]))).toEqual({ 'SVC-TARGETPORT, http-502': 1 });
  expect(fates(await asked([says('a', 'none')]))).toEqual({ 'LB-TIMEOUT, http-504': 1 });
});

test('a load balancer in front of nginx does not wait until it has tried another, if that takes as long as its own patience', async () => {
  const front = (patience: number) =>
    `ingress front on alb { scheme internal; target-type ip; subnet a 10.0.1.100; subnet b 10.0.2.100; idle_timeout.timeout_seconds ${patience}; rule path "/" -> nginx:80 }`;
  const through = async (patience: number, bad: string) => {
    const text = site([bad, well('good')].join('\n    '))
      .replace('  ingress shop', `  ${front(patience)}\n  ingress shop`)
      .replace('  security-group', '  subnet b 10.0.2.0/24 zone az2\n  security-group')
      .replace('http://10.0.1.10:32080/', 'http://10.0.1.100/');
    const { errors, traces } = await asking(text);
    expect(errors).toEqual([]);
    return fates(traces.ask!);
  };
  const both = { 'delivered, ok': 0.5, 'LB-TIMEOUT, http-504': 0.5 };
  expect(await through(60, says('bad', '200 61s'))).toEqual(both);
  expect(await through(60, says('bad', 'none'))).toEqual(both);
  expect(await through(61, says('bad', 'none'))).toEqual({ 'delivered, ok': 1 });
  expect(await through(60, closed('bad'))).toEqual({ 'delivered, ok': 1 });
});
