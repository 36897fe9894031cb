import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createModel, type Model } from '@netk/engine';
import { topologyOf } from '@netk/language';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Site, sites, textOf } from '../../language/test/laws/random-sites.ts';
import { compareWithNginx, type NginxVerdict, type Subject, subjectOf, withoutNginx } from '../src/index.ts';
import { cannotRun } from './here.ts';

const nothing = withoutNginx();
if (nothing !== undefined) console.log(`skipped the comparison with a real nginx: ${nothing}`);
const reason = nothing ?? cannotRun();
const count = Number(process.env.NETK_LAB_NGINX ?? 5);
const seed = Number(process.env.NETK_SEED);

async function asked(text: string): Promise<{ readonly model: Model; readonly subject: Subject }> {
  const { topology, diagnostics } = await topologyOf(text);
  expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  const model = createModel(topology);
  const [first, ...others] = topology.walks.map(({ id }) => id);
  return { model, subject: subjectOf(model, [first!, ...others]) };
}

const words = (verdict: NginxVerdict): string => {
  const name = verdict.trace.title ?? verdict.trace.name;
  switch (verdict.kind) {
    case 'equal':
      return `${name}: ${verdict.got}`;
    case 'different':
      return `${name}: simulated ${verdict.simulated.join(' or ')}, observed ${verdict.observed}`;
    case 'skipped':
      return `${name}: skipped, ${verdict.reason}`;
  }
};

/** Which of several endpoints nginx takes is no matter: `two` is either of them. */
const got = (verdict: NginxVerdict): string =>
  words(verdict)
    .replace('by 10.0.1.50:8080', 'by web')
    .replace(/by 10\.0\.1\.5[12]:8080/, 'by two');

describe.skipIf(reason)('a real nginx with the configuration of its Ingresses', () => {
  test('answers by hosts, paths and default backends as the walks say: 200, 301, 404, 502, 503, 504', async () => {
    const text = readFileSync(path.join(import.meta.dirname, 'nginx.netk'), 'utf8');
    const [verdicts = []] = await compareWithNginx([await asked(text)], { parallel: 4 });
    expect(verdicts.map(got).sort()).toEqual(
      [
        'shop.example/: ok by web',
        'shop.example/anything: ok by web',
        'shop.example/two: ok by two',
        'shop.example/two/x: ok by two',
        'shop.example/twofold: ok by web',
        'shop.example/folder/: ok by two',
        'shop.example/folder/x: ok by two',
        'shop.example/folder: http-301 → http://shop.example/folder/',
        'shop.example/folder?a=1: http-301 → http://shop.example/folder/?a=1',
        'shop.example/folders: ok by web',
        'shop.example/one: http-502 by 10.0.1.53:8080',
        'shop.example/one/: ok by web',
        'shop.example/onemore: ok by web',
        'shop.example/deaf/x: http-502 by 10.0.1.53:8080',
        'shop.example/nobody: http-503',
        'shop.example/unready: http-503',
        'shop.example/lost: http-504 by 10.0.1.60:8080',
        'shop.example/any: ok by two',
        'shop.example/any/x: ok by two',
        'shop.example/anybody: ok by web',
        'shop.example/slow: http-504 by web',
        'shop.example/late: ok by web',
        'shop.example/cut: http-502 by web',
        'shop.example/mute: http-504 by web',
        'shop.example/gone: http-404 by web',
        'shop.example/broken: http-500 by web',
        'SHOP.example/two: ok by two',
        'paths.example/only: ok by web',
        'paths.example/other: http-404',
        'paths.example/later: ok by two',
        'paths.example/: http-404',
        'paths.example/healthz: http-404',
        'x.wild.example/: ok by two',
        'x.y.wild.example/: http-404',
        'wild.example/: http-404',
        'exact.wild.example/: ok by web',
        'X.Wild.example/: ok by two',
        'own.example/own: ok by web',
        'own.example/elsewhere: ok by two',
        'unknown.example/: http-404',
        'unknown.example/rest: ok by two',
        'unknown.example/rest/x: ok by two',
        'unknown.example/healthz: ok',
        'unknown.example/healthzz: ok',
        '10.0.1.40/: http-404',
        'shop.example/empty: http-301 → http://shop.example/empty/',
        'shop.example/empty/: http-503',
        'shop.example/just: http-301 → http://shop.example/just/',
        'shop.example/just/: ok by two',
        'shop.example/just/x: ok by web',
        'shop.example/two/: ok by web',
        'regex.example/api/v12/x: ok by two',
        'regex.example/api/v1/users: ok by two',
        'regex.example/API/V1/Users: ok by two',
        'regex.example/api/v1/users/7: ok by two',
        'regex.example/api/vx/y: http-404',
        'regex.example/red/1: ok by web',
        'regex.example/blue/: ok by web',
        'regex.example/red: http-404',
        'regex.example/plain: http-502 by 10.0.1.53:8080',
        'regex.example/plainly: http-502 by 10.0.1.53:8080',
        'regex.example/PLAIN/x: http-502 by 10.0.1.53:8080',
        'regex.example/exact: ok by two',
        'regex.example/exactly: ok by two',
        'regex.example/: http-404',
        'rewrite.example/outer/x: http-404 by web',
        'rewrite.example/outer: http-500 by web',
        'rewrite.example/outer/: http-500 by web',
        'rewrite.example/OUTER/y: ok by web',
        'rewrite.example/outers: http-404',
        'rewrite.example/: http-404',
      ].sort(),
    );
  }, 60_000);

  test(
    `does in ${count} random sites what the walks say, behind an ALB and behind an NLB`,
    async () => {
      const fronts = ['nginx behind alb', 'nginx behind nlb'] as const;
      const sample = fc
        .sample(sites, { numRuns: count, seed })
        .map((site, at): Site => ({ ...site, balancer: fronts[at % 2]! }));
      const verdicts = await compareWithNginx(await Promise.all(sample.map((site) => asked(textOf(site)))));
      const ends = Map.groupBy(verdicts.flat(), (each) =>
        each.kind === 'equal' ? each.got.split(' ')[0]! : each.kind,
      );
      console.log(`seed ${seed}: ${[...ends].map(([end, of]) => `${of.length} ${end}`).join(', ')}`);
      verdicts.forEach((all, at) => {
        const bad = all.find(({ kind }) => kind === 'different');
        if (bad) expect.fail(`NETK_SEED=${seed}: ${words(bad)}\n${textOf(sample[at]!)}`);
      });
      expect(ends.get('ok')?.length ?? 0).toBeGreaterThan(count / 2);
    },
    60_000 + count * 4000,
  );
});
