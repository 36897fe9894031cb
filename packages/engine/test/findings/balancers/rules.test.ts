import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { conditionCovers, patternCovers } from '../../../src/findings/balancers/covers.ts';
import { site } from '../../support/planned.ts';

describe('a pattern', () => {
  test.each([
    ['/*', '/a', true],
    ['/*', '/a*', true],
    ['/a*', '/*', false],
    ['/a?', '/ab', true],
    ['/a?', '/a*', false],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', '*.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['/a*c*', '/abcd', true],
    ['/a', '/a', true],
    ['*', '*?', true],
    ['?*', '*', false],
  ])('%s before %s takes all of it: %s', (broad, narrow, covers) => {
    expect(patternCovers(broad, narrow)).toBe(covers);
  });
});

describe('a condition takes all that another one does', () => {
  test('when each of its parts does', () => {
    expect(conditionCovers({ paths: ['/*'] }, { paths: ['/a'], hosts: ['x'] })).toBe(true);
    expect(conditionCovers({ hosts: ['A.example'] }, { hosts: ['a.example'], methods: ['GET'] })).toBe(true);
    expect(conditionCovers({ paths: ['/*'], hosts: ['x'] }, { paths: ['/a'] })).toBe(false);
    expect(conditionCovers({ methods: ['GET'] }, { methods: ['GET', 'PUT'] })).toBe(false);
    const env = (...values: readonly string[]) => ({ headers: [{ name: 'X-Env', values }] });
    expect(conditionCovers(env('a', 'b'), env('a'))).toBe(true);
    expect(conditionCovers(env('a'), env('a', 'b'))).toBe(false);
    expect(conditionCovers({ query: [{ value: '1' }] }, { query: [{ key: 'v', value: '1' }] })).toBe(true);
    expect(conditionCovers({ query: [{ key: 'w', value: '1' }] }, { query: [{ key: 'v', value: '1' }] })).toBe(false);
  });
});

const told = async (objects: string, more?: Parameters<typeof site>[1]) => {
  const web = 'service web { selector app=web; port 80 -> http }';
  const { diagnostics } = await topologyOf(site(`${web}\n${objects}`, more));
  return diagnostics.flatMap(({ code, message }) => (/^NK08[0-7]$/.test(String(code)) ? [`${code} ${message}`] : []));
};
const alb = (lines: string) => `ingress i on alb { scheme internal; target-type ip; ${lines} }`;

describe('a rule of a balancer', () => {
  test('is told to be never tried behind one of another member of the group that takes everything', async () => {
    const of = (order: number) => `${alb('group.name g; rule path "/" -> web:80')}
      ingress j on alb { target-type ip; group.name g; group.order "${order}"; rule path "/api" -> web:80 }`;
    expect(await told(of(1))).toEqual(['NK082 this rule is never tried: the rule before it takes all its requests']);
    expect(await told(of(-1))).toEqual([]);
  });
  test('is told to be left out behind a redirect, and not when one of two listeners tries it', async () => {
    const secure = 'actions.tls { type redirect; redirectConfig { protocol HTTPS; port 443; statusCode HTTP_301 } }';
    const rules = 'rule path "/*" -> tls:use-annotation; rule path "/a*" -> web:80';
    expect(await told(alb(`${secure}; ${rules}`))).toEqual([
      'NK082 this rule is never tried: a redirect before it takes all its requests, and the controller leaves it out',
    ]);
    expect(await told(alb(`${secure}; listen-ports HTTP:80, HTTPS:443; certificate-arn x; ${rules}`))).toEqual([]);
  });
  test('of another host is tried', async () => {
    expect(
      await told(alb('rule host "a.example" path "/" -> web:80; rule host "b.example" path "/" -> web:80')),
    ).toEqual([]);
  });
  test('that is the default one has a target, or is told to answer 503', async () => {
    const none = 'service none { selector app=none; port 80 }';
    expect(await told(`${none}\n${alb('default-backend none:80')}`)).toEqual([
      'NK082 port 80: what no rule takes goes to a target group without targets, and is answered with 503',
    ]);
  });
});

test('a balancer of the cloud provider needs no scheme, one of a newer controller does', async () => {
  const service = 'service e LoadBalancer { selector app=web; port 80 -> http }';
  expect(await told(service, { cluster: 'kubernetes 1.33' })).toEqual([]);
  expect(await told(service)).toEqual([
    'NK083 service e says no scheme: its balancer is internal, and nobody on the Internet reaches it',
  ]);
});

test('a target that keeps connections longer than its balancer is not told of', async () => {
  const pod = 'pod w3 on n1 { labels app=web; port http 8080; keepalive_timeout 75s }';
  expect(await told(`${pod}\n${alb('rule path "/" -> web:80')}`)).toEqual([]);
  const [first, ...others] = await told(`${pod}\n${alb('idle_timeout.timeout_seconds 120; rule path "/" -> web:80')}`);
  expect([first?.slice(0, 44), others]).toEqual(['NK085 connections are closed after 75 s here', []]);
});

const toldOf = async (codes: RegExp, objects: string, more?: Parameters<typeof site>[1]) => {
  const web = 'service web { selector app=web; port 80 -> http }';
  const { diagnostics } = await topologyOf(site(`${web}\n${objects}`, more));
  return diagnostics.flatMap(({ code, message }) => (codes.test(String(code)) ? [`${code} ${message}`] : []));
};

describe('an Ingress', () => {
  const none =
    'NK088 ingress i has neither rules nor a default backend: the API server refuses it, and a balancer would answer 404 to everything';
  test.each([
    ['nothing of where requests go is told', '', [none]],
    ['a rule is not', 'rule path "/" -> web:80', []],
    ['a default backend is not', 'default-backend web:80', []],
  ] as const)('that says %s', async (_, lines, expected) => {
    expect(await toldOf(/^NK088$/, alb(lines))).toEqual(expected);
  });
});

test('a rule of nginx whose host and path an earlier Ingress has is told to be never tried', async () => {
  const of = (path: string) => `ingress i on nginx { rule host "a.example" path "/" -> web:80 }
    ingress j on nginx { rule host "a.example" path "${path}" -> web:80 }`;
  expect(await toldOf(/^NK082$/, of('/'))).toEqual([
    'NK082 this rule is never tried: an earlier rule has its host and path, and nginx has one location for both',
  ]);
  expect(await toldOf(/^NK082$/, of('/x'))).toEqual([]);
});
