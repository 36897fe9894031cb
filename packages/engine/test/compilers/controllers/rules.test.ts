import { describe, expect, test } from 'vitest';
import { conditionsOf } from '../../../src/compilers/controllers/aws-load-balancer-controller/conditions.ts';
import { inGroupOrder } from '../../../src/compilers/controllers/aws-load-balancer-controller/ingress-groups.ts';
import {
  inPathOrder,
  type PathType,
  pathPatterns,
  pathTypeOf,
} from '../../../src/compilers/controllers/aws-load-balancer-controller/path-patterns.ts';
import {
  type DraftRule,
  optimised,
} from '../../../src/compilers/controllers/aws-load-balancer-controller/rule-list.ts';
import type { ListenerAction } from '../../../src/plan/balancer.ts';
import { id, setting } from '../../support/build.ts';

// kubernetes-sigs/aws-load-balancer-controller 225f445, pkg/ingress/model_build_listener_rules_test.go
describe('a path of an Ingress', () => {
  test('of type Exact or Prefix has no wildcards', () => {
    expect(pathPatterns('/*', 'Exact')).toHaveProperty('refused');
    expect(pathPatterns('/a?', 'Prefix')).toHaveProperty('refused');
    expect(pathPatterns('/a*', 'ImplementationSpecific')).toEqual(['/a*']);
  });
  test.each([
    ['/abc/', ['/abc', '/abc/*']],
    ['/abc', ['/abc', '/abc/*']],
    ['/', ['/*']],
  ])('of type Prefix, %s, is itself and all below it', (path, patterns) => {
    expect(pathPatterns(path, 'Prefix')).toEqual(patterns);
  });
  test('is tried exactly first, then by the longest prefix, then as written', () => {
    const of = (path: string, type: PathType) => ({ path, type });
    const sorted = inPathOrder([
      of('/any*', 'ImplementationSpecific'),
      of('/abc', 'Prefix'),
      of('/aaa', 'Exact'),
      of('/aaa/bbb', 'Prefix'),
      of('/abc/abc/abc', 'Prefix'),
    ]);
    expect(sorted.map(({ path }) => path)).toEqual(['/aaa', '/abc/abc/abc', '/aaa/bbb', '/abc', '/any*']);
  });
  test('that names no type is a prefix, or a pattern when it looks like one', () => {
    expect(pathTypeOf('/api', undefined)).toBe('Prefix');
    expect(pathTypeOf('/api*', undefined)).toBe('ImplementationSpecific');
    expect(pathTypeOf('/api', 'Regex')).toBeUndefined();
  });
});

describe('conditions of a backend', () => {
  const block = (...lines: readonly (readonly [string, ...string[]])[]) => ({
    ...setting('i', 'conditions.x'),
    settings: lines.map(([key, ...values]) => setting('i#c', key, ...values)),
  });
  test('on paths join the path of the rule: one of them is enough', () => {
    const { paths } = conditionsOf([block(['field', 'path-pattern'], ['values', '/another-api/*'])]);
    expect([...(pathPatterns('/api', 'Prefix') as readonly string[]), ...paths]).toEqual([
      '/api',
      '/api/*',
      '/another-api/*',
    ]);
  });
  test('on headers, methods and addresses hold beside it', () => {
    const { more } = conditionsOf([
      block(['field', 'http-header'], ['httpHeaderName', 'X-Env'], ['values', 'canary', 'test']),
      block(['field', 'http-request-method'], ['values', 'GET', 'HEAD']),
      block(['field', 'http-request-method'], ['values', 'GET']),
      block(['field', 'source-ip'], ['values', '192.0.2.0/24']),
      block(['field', 'query-string'], ['values', 'version=2', 'beta']),
    ]);
    expect(more).toEqual({
      headers: [{ name: 'X-Env', values: ['canary', 'test'] }],
      methods: ['GET'],
      sources: ['192.0.2.0/24'],
      query: [{ key: 'version', value: '2' }, { value: 'beta' }],
    });
  });
  test.each([
    [[['values', 'x']], 'names no field'],
    [[['field', 'source-ip']], 'has no values'],
    [
      [
        ['field', 'http-header'],
        ['values', 'x'],
      ],
      'names no httpHeaderName',
    ],
    [
      [
        ['field', 'cookie'],
        ['values', 'x'],
      ],
      'cookie is no field',
    ],
  ] as const)('that are no conditions are refused', (lines, why) => {
    expect(conditionsOf([block(...lines)]).refused).toContain(why);
  });
});

const rule = (paths: readonly string[], action: ListenerAction, source = 'r'): DraftRule => ({
  ...{ when: { paths }, action, source: id(source) },
});

// the same, pkg/ingress/rule_optimizer_test.go
describe('the rules of a listener', () => {
  const https = { port: 443, protocol: 'HTTPS' } as const;
  const redirect = (more: object): ListenerAction => ({ kind: 'redirect', status: 301, ...more });
  test('behind a redirect of everything are left out', () => {
    const rules = [
      rule(['/www'], redirect({ path: '/app' })),
      rule(['/*'], redirect({ host: 'home.example.com' })),
      rule(['/app'], { kind: 'fixed', status: 200 }),
    ];
    expect(optimised(rules, https).kept).toEqual(rules.slice(0, 2));
  });
  test('that lead to themselves are left out where they do, and kept elsewhere', () => {
    const secure = rule(['/*'], redirect({ protocol: 'HTTPS', port: '443' }));
    expect(optimised([secure], https).left).toEqual([{ rule: secure, why: 'loop' }]);
    expect(optimised([secure], { port: 80, protocol: 'HTTP' }).kept).toEqual([secure]);
  });
  test('behind one that forwards stay: the balancer has them, and never tries them', () => {
    const all = rule(['/*'], { kind: 'fixed', status: 200 });
    expect(optimised([all, rule(['/a'], { kind: 'fixed', status: 404 })], https).kept).toHaveLength(2);
  });
});

// the same, pkg/ingress/group_loader_test.go
test('members of a group stand in the order of group.order, and then of their names', () => {
  const member = (name: string, order = 0) => ({ key: `shop/${name}`, order });
  const sorted = inGroupOrder([member('ingress-c'), member('ingress-a', 1), member('ingress-b')]);
  expect(sorted.map(({ key }) => key)).toEqual(['shop/ingress-b', 'shop/ingress-c', 'shop/ingress-a']);
});
