import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkTrace, createModel, renderTrace } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { type ProjectFile, topologyOf } from '../../src/index.ts';
import { importedBy } from '../examples.ts';

const here = import.meta.dirname;
const examples = path.resolve(here, '../../../../examples');

/** A file with all that it imports, as the command line reads it. */
async function projectOf(file: string): Promise<ProjectFile> {
  const uri = `file://${file}`;
  const text = readFileSync(file, 'utf8');
  const project = await topologyOf(text, uri, importedBy(text));
  expect(project.diagnostics.filter((each) => each.severity === 1)).toEqual([]);
  return project;
}

/** Adding a case is adding two files: a `.netk` here, and (written by the first run, then read) a `.txt` beside it. */
const answered = ['eks-talk', 'eks-egress', 'eks-services', 'eks-nftables', 'ipv6-prefix-custom', 'smallest'];
/** Of examples that also ask what is not modelled yet, or have far more routes than anybody reads. */
const some: Readonly<Record<string, readonly string[]>> = {
  'eks-talk-more': ['W24', 'W25', 'W26', 'W27', 'W28', 'W29', 'W35a', 'W35b', 'W35c', 'W35d'],
  'corner-cases': [
    'W05',
    'W06',
    'W30',
    'W31',
    'W42',
    'W44',
    'W49-nft',
    'W49-ipvs',
    'W50-nft',
    'W50-ipvs',
    'W51',
    'W51-vxlan',
    'W51-geneve',
    'W52',
    'W52-geneve',
    'W52-snat',
    'W53-nft',
    'W53-ipvs',
    'W54-nft',
    'W54-ipvs',
    'W55',
  ],
  bridge: ['W08', 'W09', 'W10', 'W10b', 'W10c', 'W11', 'W12', 'W13', 'W14', 'W15', 'W09-vxlan'],
  gke: ['W36', 'W37', 'W38', 'W39', 'W39b', 'W42-ip', 'W40', 'W40b'],
  'internet-dns': ['W01', 'W01b', 'W02', 'W03', 'W03b', 'W04'],
};
const cases = [
  ...[...answered, ...Object.keys(some)].map((name) => path.join(examples, `${name}.netk`)),
  ...readdirSync(here)
    .filter((name) => name.endsWith('.netk'))
    .map((name) => path.join(here, name)),
];

for (const file of cases) {
  const base = path.basename(file, '.netk');
  describe(base, async () => {
    const { topology, originOf } = await projectOf(file);
    const model = createModel(topology);
    const names = some[base];
    const own = topology.walks.filter(
      ({ uri, name }) => uri === `file://${file}` && (names?.includes(name ?? '') ?? true),
    );
    test('asks something', () => {
      expect(own.length).toBeGreaterThanOrEqual(names?.length ?? 1);
    });
    for (const walk of own) {
      const name = (walk.name ?? walk.title ?? walk.id).replaceAll(' ', '-');
      test(`${name} is answered as its golden file says`, async () => {
        const trace = model.trace(walk.id);
        expect(checkTrace(trace)).toEqual([]);
        const hops = trace.routes.flatMap((route) => [...route.forward, ...route.reply]);
        const sources = new Set(hops.flatMap((hop) => hop.steps.flatMap((step) => step.source ?? [])));
        for (const source of sources) expect(originOf(source), source).toBeDefined();
        await expect(renderTrace(trace)).toMatchFileSnapshot(path.join(here, base, `${name}.txt`));
      });
    }
  });
}
