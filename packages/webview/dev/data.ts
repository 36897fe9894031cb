// Prints the picture and all traces of a file as a script for the page: `node data.js examples/eks-talk.netk > data.js`.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createModel, insideOf, isLinux, sceneOf, targetHealthIn } from '@netk/engine';
import { topologyOf } from '@netk/language';
import type { InsideAnswer, Picture, Range } from '@netk/protocol';

const path = process.argv[2] ?? 'examples/eks-talk.netk';
const uri = pathToFileURL(path).href;
const beside = readdirSync(dirname(path)).filter(
  (name) => name.endsWith('.netk') && join(dirname(path), name) !== path,
);
const others = Object.fromEntries(beside.map((name) => [name, readFileSync(join(dirname(path), name), 'utf8')]));
const { topology, originOf } = await topologyOf(readFileSync(path, 'utf8'), uri, others);
const model = createModel(topology);
const scene = sceneOf(model.plan);
const none: Range = { uri, start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const place = (id: (typeof topology.walks)[number]['id']): Range | undefined => {
  const origin = originOf(id);
  return origin && { uri: origin.uri, ...origin.range };
};
const traces = topology.walks.map((walk) => model.trace(walk.id));
const insides = traces.flatMap(({ id: walk, routes }) => {
  const [branch] = routes;
  const machines = new Set([...(branch?.forward ?? []), ...(branch?.reply ?? [])].filter(isLinux).map(({ id }) => id));
  return [...machines].flatMap((node): InsideAnswer[] => {
    const inside = insideOf(model.planOf(walk), model.networkOf(walk), branch!, node);
    return inside ? [{ uri, walk, branch: 0, node, version: 1, inside }] : [];
  });
});
const health = targetHealthIn(model.plan, model.network);
const ids = new Set(
  traces
    .flatMap((trace) => trace.routes.flatMap((branch) => [...branch.forward, ...branch.reply]))
    .flatMap((hop) => [hop.source, ...hop.steps.map((step) => step.source)]),
);
const ranges: Record<string, Range> = {};
for (const id of ids) {
  const range = id && place(id);
  if (id && range) ranges[id] = range;
}
const picture: Picture = {
  ...{ uri, version: 1, scene, ranges },
  walks: topology.walks.map(({ id, name, title }) => ({
    id,
    range: place(id) ?? none,
    ...(name && { name }),
    ...(title && { title }),
  })),
};
process.stdout.write(`globalThis.netkData = ${JSON.stringify({ picture, traces, health, insides })};\n`);
