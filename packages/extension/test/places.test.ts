import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { wantedBy } from '../src/fence.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const manifest = JSON.parse(read('package.json'));

describe('a fenced block of Markdown', () => {
  const wanted = (info: string) => wantedBy({ info, content: 'vpc a' });
  it('of netk is drawn: the topology, or a walk of it in one of the two views', () => {
    expect(wanted('netk')).toEqual({ text: 'vpc a', view: 'topology' });
    expect(wanted(' netk  W23 ')).toEqual({ text: 'vpc a', walk: 'W23', view: 'topology' });
    expect(wanted('netk sequence W23')).toEqual({ text: 'vpc a', walk: 'W23', view: 'sequence' });
  });
  it('of anything else is left alone', () => {
    expect([wanted('ts'), wanted(''), wanted('netkx')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('the problem matchers', () => {
  const matcher = (name: string): RegExp =>
    new RegExp(
      manifest.contributes.problemMatchers.find((each: { name: string }) => each.name === name).pattern.regexp,
    );
  it('read what netk check prints', () => {
    const [, ...parts] = matcher('netk').exec('examples/a b.netk:9:12: error NK006 the statement is not known')!;
    expect(parts).toEqual(['examples/a b.netk', '9', '12', 'error', 'NK006', 'the statement is not known']);
    const [, , , , , code, message] = matcher('netk').exec('a.netk:1:1: warning the file is empty')!;
    expect([code, message]).toEqual([undefined, 'the file is empty']);
  });
  it('read what netk test prints of what fails, and nothing else', () => {
    const [, ...parts] = matcher('netk-test').exec('FAILED a.netk:7 W1: the packet is not delivered')!;
    expect(parts).toEqual(['a.netk', '7', 'W1: the packet is not delivered']);
    expect(matcher('netk-test').exec('ok     a.netk:7 W1: expect delivered')).toBeNull();
  });
});

describe('the manifest', () => {
  const nls = JSON.parse(read('package.nls.json')) as Record<string, string>;
  it('has every text of its own in package.nls.json, and that nothing else', () => {
    const used = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!);
    expect([...new Set(used)].sort()).toEqual(Object.keys(nls).sort());
    for (const { title } of manifest.contributes.commands) expect(title).toMatch(/^%command\.\w+%$/);
  });
  it('says what Open VSX asks of an extension', () => {
    const asked = ['name', 'publisher', 'version', 'license', 'icon', 'description', 'homepage', 'repository', 'bugs'];
    for (const key of [...asked, 'categories', 'keywords', 'engines']) expect(manifest, key).toHaveProperty(key);
    expect(manifest.keywords.length).toBeLessThanOrEqual(30);
    expect(readFileSync(new URL(`../../../${manifest.icon}`, import.meta.url)).length).toBeGreaterThan(1000);
  });
  it('leads to a bundle of all that the extension says', () => {
    const bundle = JSON.parse(read('l10n/bundle.l10n.json')) as Record<string, string>;
    const folder = new URL('../src/', import.meta.url);
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const texts = sources.flatMap((name) =>
      [...readFileSync(new URL(name, folder), 'utf8').matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(
        ([, text]) => text,
      ),
    );
    expect([...new Set(texts)].sort()).toEqual(Object.keys(bundle).sort());
    expect(manifest.l10n).toBe('./l10n');
  });
});
