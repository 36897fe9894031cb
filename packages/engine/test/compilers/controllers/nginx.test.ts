import { expect, test } from 'vitest';
import { nginxRules } from '../../../src/compilers/controllers/ingress-nginx/rules.ts';
import { id } from '../../support/build.ts';
import { planned, site } from '../../support/planned.ts';

test('nginx tries its servers by host, in each the exact locations and then the longest', () => {
  const of = (host: string, path: string, type: 'Exact' | 'Prefix' | 'ImplementationSpecific', action: string) => ({
    ...{ host, path, type, action, source: id(action) },
  });
  const rules = nginxRules([
    of('', '/', 'Prefix', 'all'),
    of('*.example.com', '/', 'Prefix', 'wild'),
    of('a.example.com', '/', 'ImplementationSpecific', 'text'),
    of('a.example.com', '/api/', 'Prefix', 'api'),
    of('a.example.com', '/x', 'Exact', 'x'),
    of('a.example.com', '/x', 'Exact', 'second'),
  ]);
  expect(rules.map(({ when, action }) => [when.hosts?.[0], when.paths, action])).toEqual([
    ['a.example.com', ['/x'], 'x'],
    ['a.example.com', ['/api', '/api/*'], 'api'],
    ['a.example.com', ['/*'], 'text'],
    ['a.example.com', undefined, undefined],
    ['*.example.com', ['/*'], 'wild'],
    ['*.example.com', undefined, undefined],
    [undefined, ['/*'], 'all'],
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
    [80, ['redirect', 'forward', 'fixed', 'forward', 'fixed', 'fixed', 'fixed']],
    [443, ['forward', 'fixed', 'forward', 'fixed', 'fixed', 'fixed']],
  ]);
  // the server of all other hosts answers checks, before its own default backend
  expect(balancers[0]?.listeners[1]?.rules.slice(-2)).toMatchObject([
    { when: { paths: ['/healthz*'] }, action: { kind: 'fixed', status: 200 } },
    { when: { paths: ['/*'] }, action: { kind: 'fixed', status: 503 } },
  ]);
  expect(balancers[0]?.groups.map(({ targets }) => targets.map(({ address }) => address))).toEqual([
    ['10.0.16.11', '10.0.32.11'],
  ]);
  expect(problems.map(({ code, message }) => [code, message])).toEqual([
    ['NK086', 'backend web: it has no port 81, and nginx answers 503'],
  ]);
});
