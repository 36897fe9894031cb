import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { htmlOf } from '@netk/diagram';
import { expect, test } from 'vitest';
import { folderWith, netk, overlapping, root } from './netk.ts';

const talk = 'examples/eks-talk.netk';
const more = 'examples/corner-cases.netk';
const blocked = `vpc v 10.0.0.0/16 { subnet a 10.0.1.0/24 zone az1 { host x 10.0.1.10; host y 10.0.1.11 { port 80 } } }
walk w "<odd> & name" from x to y:81 {}
`;

/** Every element is closed in its order, and no text has what markup begins with. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  const rest = svg.replaceAll(
    /<(\/?)([a-z]+)((?: [a-zA-Z-]+(?::[a-z]+)?="[^"<]*")*)(\/?)>/g,
    (_, ends, name, _more, empty) => {
      if (ends && open.pop() !== name) open.push('wrong');
      else if (!ends && !empty) open.push(name);
      return '';
    },
  );
  return open.length === 0 && !/[<>]|&(?!amp;|lt;|gt;|quot;)/.test(rest);
}

test('render draws the topology with the way of a walk as one SVG', async () => {
  const { code, out, err } = await netk(['render', talk, 'W23']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
  expect(isWellFormed(out)).toBe(true);
  expect(out).toContain('W23 NodePort, endpoint on another node: Delivered to pod71');
  expect(out.match(/class="badge forward past"/g)).toHaveLength(10);
  expect(out).toContain('<desc>forward 1 client, 2 VPC router, 3 nA, 4 nB, 5 pod71\nreply 1 pod71, ');
  expect(out).not.toMatch(/<script|href="(?!#)|url\(|@import|data:/);
  // every number leads to its hop in the list below the picture
  const links = [...out.matchAll(/<a href="#([^"]*)">/g)].map(([, to]) => to);
  expect(links).toEqual(['forward-1', 'forward-2', 'forward-3', 'forward-4', 'forward-5', ...links.slice(5)]);
  for (const to of links) expect(out).toContain(`<g id="${to}">`);
  expect(out).toMatch(/<g id="forward-3">.*?>nA<.*?nat PREROUTING.*?KUBE-SEP-/);
});

test('render draws the sequence of a walk, with every part open and every hop numbered', async () => {
  const { code, out } = await netk(['render', more, 'W30', '--view', 'sequence']);
  expect(code).toBe(0);
  expect(isWellFormed(out)).toBe(true);
  for (const number of [9, 13, 'R5', 'R13']) expect(out).toContain(`>${number}</text>`);
  expect(out).toContain('connection A ends here');
  expect(out).toContain('GET app.example.com/');
  // all of it in words, for who does not see it
  expect(out).toMatch(/<desc>client to Internet: GET app\.example\.com\/; .*; 1, forward\n/);
});

test('render gives equal bytes for equal files', async () => {
  for (const words of [[], ['--view', 'sequence'], ['--format', 'mermaid'], ['--format', 'markdown']]) {
    const draw = async () => (await netk(['render', more, 'W30', ...words])).out;
    expect(await draw()).toBe(await draw());
  }
});

test('render draws the route that is asked for', async () => {
  const of = async (route: string) => netk(['render', talk, 'W22-all', '--view', 'sequence', '--route', route]);
  expect((await of('1')).out).toContain('route 1 of 3, probability 1/3, pod71 for app1');
  expect((await of('3')).out).toContain('route 3 of 3, probability 1/3, pod371 for app1');
  const wrong = await of('4');
  expect([wrong.code, wrong.err, wrong.out]).toEqual([2, 'netk: --route 4: W22-all has 3 routes\n', '']);
});

test('render draws a sequence as wide as it is asked for', async () => {
  const { out } = await netk(['render', talk, 'W22', '--view', 'sequence', '--width', '420']);
  expect(out).toContain('width="444"');
  expect((await netk(['render', talk, 'W22', '--width', '5'])).err).toContain('it is from 320 to 4000');
});

test('render without a walk draws the topology alone', async () => {
  const { code, out } = await netk(['render', talk]);
  expect(code).toBe(0);
  expect(out).toContain('>examples/eks-talk.netk</text>');
  expect(out).not.toContain('class="badge');
});

test('a long caption has several lines, and none is cut', async () => {
  const { out } = await netk(['render', 'examples/internet-dns.netk', 'W01', '--view', 'sequence', '--width', '420']);
  const caption = [...out.matchAll(/<text class="caption"[^>]*>([^<]*)</g)].map(([, line]) => line).join(' ');
  expect(caption).toMatch(/^W01 resolve a name, nothing cached: Found: www\.shop\.example is 203\.0\.113\.1, .*[^…]$/);
});

test('render takes the only walk of a file, and names die as text', async () => {
  const { code, out } = await netk(['render', '-', '--view', 'sequence'], { stdin: blocked });
  expect(code).toBe(0);
  expect(isWellFormed(out)).toBe(true);
  expect(out).toContain('class="caption bad"');
  expect(out).toContain('w &lt;odd&gt; &amp; name: ');
});

test('render makes one document of Mermaid of a walk, with its routes as alternatives', async () => {
  const { code, out } = await netk(['render', talk, 'W22-all', '--format', 'mermaid']);
  expect(code).toBe(0);
  expect(out.match(/^sequenceDiagram$/gm)).toHaveLength(1);
  expect(out).toContain('\n  alt route 1 of 3, probability 1/3, pod71 for app1\n    d0->>d1: ');
  expect(out.match(/^ {2}else route \d of 3/gm)).toHaveLength(2);
  expect(out).toMatch(/\n {2}end\n$/);
  expect(out).toBe((await netk(['walk', talk, 'W22-all', '--format', 'mermaid'])).out);
});

test('render makes a report with the picture, that a pull request shows', async () => {
  const { code, out } = await netk(['render', talk, 'W23', '--format', 'markdown']);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^## W23: .*\n\nFrom client to nA:31080, tcp: \*\*delivered\*\*\.\n\n```mermaid\nsequenceDiagram\n/,
  );
  expect(out).toMatch(/```\n\n### Route 1 of 1/);
});

test('what cannot be drawn ends with 2 and says what there is', async () => {
  const said = async (words: readonly string[], options = {}) => {
    const { code, err, out } = await netk(['render', ...words], options);
    expect([code, out], words.join(' ')).toEqual([2, '']);
    return err;
  };
  expect(await said([talk, 'W99'])).toMatch(
    /^netk: no walk is called W99 in examples\/eks-talk\.netk; there are W07, W16, /,
  );
  expect(await said([talk, '--view', 'sequence'])).toMatch(/^netk: name the walk of .* there are W07/);
  expect(await said([talk, 'W22', '--format', 'png'])).toContain('svg, html, mermaid, markdown');
  expect(await said([talk, 'W22', '--view', 'node'])).toContain('topology, sequence');
  expect(await said([talk, 'W22', '--route', '0'])).toContain('routes are counted from 1');
  expect(await said([talk, 'W22', '--route', '2', '--format', 'mermaid'])).toBe(
    'netk: --route goes with --format svg or html\n',
  );
  expect(await said([talk, 'W22', '--view', 'sequence', '--format', 'html'])).toBe(
    'netk: --view goes with --format svg\n',
  );
  expect(await said(['nowhere.netk'])).toBe('netk: nowhere.netk: no such file or folder\n');
  expect(await said(['-', '--view', 'sequence'], { stdin: overlapping })).toBe('netk: - has no walk to draw\n');
  expect(await said(['.'], { cwd: folderWith({ 'a.netk': overlapping, 'b.netk': '' }) })).toContain('has 2 files');
});

test('a walk without an answer is not drawn, and the file says why', async () => {
  const stdin = blocked.replace('to y:81', 'to nobody:81');
  const { code, out, err } = await netk(['render', '-', 'w', '--view', 'sequence'], { stdin });
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('netk: w has no answer to draw: ');
  expect(err).toContain('nobody');
});

test('a page of HTML has nothing that ends its scripts early, and a policy that lets it ask nobody', () => {
  const data = { name: '</script><img src=x>\u2028' };
  const out = htmlOf('<b>', data, ['<svg/>'], { code: "f('</script>')", style: 'a{}' });
  expect(out.match(/<\/script>/g)).toHaveLength(2);
  expect(out).toContain('<title>&lt;b&gt;</title>');
  expect(out).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"`);
  const [, json = ''] = /netkPage = (.*);<\/script>/.exec(out) ?? [];
  expect(JSON.parse(json)).toEqual(data);
});

test.skipIf(!existsSync(join(root, 'dist/page.js')))('render puts the panel with a walk into one file', async () => {
  const { code, out } = await netk(['render', talk, 'W23', '--format', 'html']);
  expect(code).toBe(0);
  expect(out).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
  expect(out).not.toContain(root);
  expect(out.match(/<svg /g)!.length).toBeGreaterThanOrEqual(2);
  expect(out).not.toMatch(/src="|href="(?!#)/);
  // a style in a picture is one of the whole page: those of paper would paint the panel white in a dark theme
  const [, paper = ''] = /<div class="paper"[^>]*>([\s\S]*?)<script>/.exec(out) ?? [];
  expect(new Set(paper.match(/<style[^>]*>/g))).toEqual(new Set(['<style media="print">']));
  expect(out).toBe((await netk(['render', talk, 'W23', '--format', 'html'])).out);
});
