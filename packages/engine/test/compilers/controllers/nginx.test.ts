import { expect, test } from 'vitest';
import { type Leading, nginxRules } from '../../../src/compilers/controllers/ingress-nginx/rules.ts';
import { id } from '../../support/build.ts';
import { planned, site } from '../../support/planned.ts';

type Type = 'Exact' | 'Prefix' | 'Text';
const of = (host: string, path: string, type: Type, action: string) => ({
  ...{ host, path, type, action, source: id(action) },
});
const told = (to: Leading<string>): string => (to === undefined ? '404' : 'action' in to ? to.action : `→ ${to.slash}`);

test('nginx tries its servers by host, in each the exact locations and then the longest', () => {
  const rules = nginxRules([
    of('', '/', 'Prefix', 'all'),
    of('', '/hc', 'Text', 'hc'),
    of('*.example.com', '/', 'Prefix', 'wild'),
    of('a.example.com', '/', 'Prefix', 'text'),
    of('a.example.com', '/api/', 'Prefix', 'api'),
    of('a.example.com', '/b', 'Prefix', 'b'),
    of('a.example.com', '/b/', 'Exact', 'b/'),
    of('a.example.com', '/y/', 'Exact', 'y/'),
    of('a.example.com', '/x', 'Exact', 'x'),
    of('a.example.com', '/x', 'Exact', 'second'),
  ]);
  expect(rules.map(({ when, to }) => [when.hosts?.[0], when.oneLabel, when.paths, told(to)])).toEqual([
    ['a.example.com', undefined, ['/b/'], 'b/'],
    ['a.example.com', undefined, ['/y/'], 'y/'],
    ['a.example.com', undefined, ['/x'], 'x'],
    ['a.example.com', undefined, ['/api/*'], 'api'],
    ['a.example.com', undefined, ['/api'], '→ /api/'],
    ['a.example.com', undefined, ['/b', '/b/*'], 'b'],
    ['a.example.com', undefined, ['/b'], '→ /b/'],
    ['a.example.com', undefined, ['/y'], '→ /y/'],
    ['a.example.com', undefined, ['/*'], 'text'],
    ['a.example.com', undefined, undefined, '404'],
    ['*.example.com', true, ['/*'], 'wild'],
    ['*.example.com', true, undefined, '404'],
    [undefined, undefined, ['/hc*'], 'hc'],
    [undefined, undefined, ['/*'], 'all'],
  ]);
});

test('a path / that is written takes the place of a default backend, of which the first one counts', () => {
  const byDefault = { byDefault: true } as const;
  const rules = nginxRules([
    { ...of('a.example', '/', 'Prefix', 'first'), ...byDefault },
    { ...of('b.example', '/', 'Prefix', 'first'), ...byDefault },
    { ...of('b.example', '/', 'Prefix', 'second'), ...byDefault },
    of('a.example', '/', 'Prefix', 'written'),
    of('a.example', '/', 'Prefix', 'later'),
  ]);
  expect(rules.map(({ when, to }) => [when.hosts?.[0], when.paths, told(to)])).toEqual([
    ['a.example', ['/*'], 'written'],
    ['a.example', undefined, '404'],
    ['b.example', ['/*'], 'first'],
    ['b.example', undefined, '404'],
  ]);
});

test('the default backend of an Ingress has the other paths of its own hosts; one without rules has all other hosts', async () => {
  const { balancers } = await planned(
    site(`
      service web { selector app=web; port 80 -> http }
      ingress a on nginx { rule host "a.example" path "/x" Exact -> web:80; rule path "/y" Exact -> web:80; default-backend web:80 }
      ingress b on nginx { rule host "a.example" path "/z" Exact -> web:80; rule host "b.example" path "/" -> web:80; default-backend web:80 }
      ingress c on nginx { default-backend web:80 }`),
  );
  const [http] = balancers[0]!.listeners;
  expect(http?.rules.map(({ when, action }) => [when.hosts?.[0], when.paths, action.kind])).toEqual([
    ['a.example', ['/x'], 'forward'],
    ['a.example', ['/z'], 'forward'],
    ['a.example', ['/*'], 'forward'],
    ['a.example', undefined, 'fixed'],
    ['b.example', ['/*'], 'forward'],
    ['b.example', undefined, 'fixed'],
    [undefined, ['/y'], 'forward'],
    [undefined, ['/healthz*'], 'fixed'],
    [undefined, ['/*'], 'forward'],
  ]);
});

test('all Ingresses on nginx are one relay, which dials endpoints, and has no nodes', async () => {
  const { balancers, problems } = await planned(
    site(`
      service web { selector app=web; port 80 -> http }
      ingress b on nginx { rule host "b.example" path "/" Prefix -> web:80 }
      ingress a on nginx { tls "a.example"; rule host "a.example" path "/" -> web:80; default-backend web:81 }`),
  );
  expect(balancers).toHaveLength(1);
  expect(balancers[0]).toMatchObject({ kind: 'nginx', nodes: [], members: ['c/default/a', 'c/default/b'] });
  expect(balancers[0]?.listeners.map(({ port, rules }) => [port, rules.map(({ action }) => action.kind)])).toEqual([
    [80, ['redirect', 'forward', 'fixed', 'forward', 'fixed', 'fixed']],
    [443, ['forward', 'fixed', 'forward', 'fixed', 'fixed']],
  ]);
  // the server of all other hosts answers checks
  expect(balancers[0]?.listeners[1]?.rules.at(-1)).toMatchObject({
    when: { paths: ['/healthz*'] },
    action: { kind: 'fixed', status: 200 },
  });
  expect(balancers[0]?.groups.map(({ targets }) => targets.map(({ address }) => address))).toEqual([
    ['10.0.16.11', '10.0.32.11'],
  ]);
  expect(problems.map(({ code, message }) => [code, message])).toEqual([
    ['NK086', 'backend web: it has no port 81, and nginx answers 503'],
  ]);
});
