import type { ElementId } from '@netk/engine';
import { EmptyFileSystemProvider, URI } from 'langium';
import { expect, test } from 'vitest';
import { createNetkServices } from '../src/netk-module.ts';
import { topologyOf } from '../src/project.ts';
import { example } from './examples.ts';

const uri = URI.parse('memory:/models.netk');

/** The model after each of some versions of one file. */
async function versions(...texts: readonly string[]) {
  let current = '';
  const provider = new EmptyFileSystemProvider();
  provider.readFile = () => Promise.resolve(current);
  const { shared, netk } = createNetkServices({ fileSystemProvider: () => provider });
  const models = [];
  for (const text of texts) {
    current = text;
    const document = await shared.workspace.LangiumDocuments.getOrCreateDocument(uri);
    await shared.workspace.DocumentBuilder.update([uri], []);
    const file = netk.model.FileModels.of(document);
    // Places are looked up when somebody asks, in the tree as it is then.
    models.push({ ...file, origins: new Map(file.origins) });
  }
  return models;
}

const text = example('eks-talk.netk');

test('an edit of a comment keeps the model and moves the places', async () => {
  const [before, after] = await versions(text, `// one line more\n${text}`);
  expect(after?.model).toBe(before?.model);
  expect(after?.origins).not.toEqual(before?.origins);
});

test('an edit of a walk keeps the network', async () => {
  const [before, after] = await versions(text, text.replace('from pod51 to pod61:8080', 'from pod51 to pod71:8080'));
  expect(after?.model).not.toBe(before?.model);
  expect(after?.model.network).toBe(before?.model.network);
});

test('an edit of an element makes a new network', async () => {
  const [before, after] = await versions(text, text.replace('192.168.1.61 eni 1', '192.168.1.63 eni 1'));
  expect(after?.model.network).not.toBe(before?.model.network);
});

test('an edit of a walk keeps what was made of the elements, and where they stand', async () => {
  const [before, after] = await versions(text, text.replace('from pod51 to pod61:8080', 'from pod51 to  pod71:8080'));
  expect(after?.topology.clusters).toBe(before?.topology.clusters);
  expect(after?.topology.walks).not.toEqual(before?.topology.walks);
  expect([...after!.origins.keys()]).toEqual([...before!.origins.keys()]);
  const pod = after!.topology.clusters[0]!.pods[0]!.id;
  expect(after!.origins.get(pod)).toEqual(before!.origins.get(pod));
});

test('a name that changes is another one for statements that did not', async () => {
  const [before, after] = await versions(
    'cluster a {\n  namespace x {\n    service s 10.100.0.9 {\n      port http 80\n    }\n  }\n}\nvpc v 10.0.0.0/16\ncluster b in v {\n  namespace x\n}\n',
    'cluster a {\n  namespace x {\n    service s 10.100.0.9 {\n      port http 80\n    }\n  }\n}\nvpc w 10.0.0.0/16\ncluster b in v {\n  namespace x\n}\n',
  );
  expect(before!.topology.clusters.find(({ name }) => name === 'b')!.vpc).toBe('v');
  expect(after!.topology.clusters.find(({ name }) => name === 'b')!.vpc).toBeUndefined();
  expect(after!.topology.unresolved).toEqual([{ id: 'b', text: 'v' }]);
});

test('an edit of one walk keeps the traces of the others, and walks this one again', async () => {
  const [before, after] = await versions(text, text.replace('from pod51 to pod61:8080', 'from pod51 to pod71:8080'));
  const id = (name: string) => before!.topology.walks.find((walk) => walk.name === name)!.id;
  expect(after!.model.trace(id('W22'))).toBe(before!.model.trace(id('W22')));
  expect(after!.model.trace(id('W18'))).not.toBe(before!.model.trace(id('W18')));
});

test('an edit of a walk keeps the findings about elements', async () => {
  const bad = text.replace('subnet work-2 192.168.2.0/24', 'subnet work-2 192.168.1.0/25');
  const [before, after] = await versions(bad, bad.replace('from pod51 to pod61:8080', 'from pod51 to pod71:8080'));
  const overlap = (file: typeof before) => file!.model.findings.find(({ code }) => code === 'NK012');
  expect(overlap(after)).toBeDefined();
  expect(overlap(after)).toBe(overlap(before));
});

test('an edit of a pod takes over what was made of the statements that did not change', async () => {
  const [before, after] = await versions(text, text.replace('192.168.1.61 eni 1', '192.168.1.63 eni 1'));
  const podsOf = (file: typeof before) => new Map(file!.topology.clusters[0]!.pods.map((pod) => [pod.name, pod]));
  const [old, now] = [podsOf(before), podsOf(after)];
  const taken = [...now.keys()].filter((name) => now.get(name) === old.get(name));
  expect(taken).toEqual([...now.keys()].filter((name) => name !== 'pod61'));
  expect(taken.length).toBeGreaterThan(5);
});

test('a mistake that is mended costs nothing of what was made before it', async () => {
  const wrong = text.replace('192.168.1.61 eni 1', '192.168.1.61 eni');
  const [before, , after] = await versions(text, wrong, text.replace('192.168.1.61 eni 1', '192.168.1.61 eni 0'));
  const pod = (name: string, file: typeof before) =>
    file!.topology.clusters[0]!.pods.find((each) => each.name === name);
  expect(pod('pod51', after)).toBe(pod('pod51', before));
  expect(pod('pod61', after)).not.toBe(pod('pod61', before));
  expect(after!.topology.unresolved).toEqual([]);
});

test('a comment that gets longer moves the ends of the blocks around it', async () => {
  const written = text.replace('  node nA', '  /* the first */\n  node nA');
  expect(written).not.toBe(text);
  const [before, after] = await versions(written, written.replace('the first', 'the\n  first'));
  const cluster = (file: typeof before) => file!.origins.get(file!.topology.clusters[0]!.id)!;
  expect(cluster(after).full.end.line).toBe(cluster(before).full.end.line + 1);
  expect(cluster(after).full.start).toEqual(cluster(before).full.start);
});

test('traces of very many routes make room for each other; what came of them and what was found stay', async () => {
  const many = `vpc v 10.0.0.0/16 on aws { subnet a 10.0.0.0/17 zone az1 }
cluster c on eks in v {
  nodegroup g m5.24xlarge nodes 7 in a
  deployment d replicas 4200 { port 80 }
  service d { port 80 }
}
walk w1 from d-1 to d:80 { expect delivered }
walk w2 from d-2 to d:80
`;
  const { model, topology } = await topologyOf(many);
  const [first, second] = topology.walks.map(({ id }) => id) as [ElementId, ElementId];
  const found = model.findings;
  const trace = model.trace(first);
  expect(trace.routes.length).toBeGreaterThan(4000);
  expect(model.trace(first)).toBe(trace);
  model.trace(second);
  expect(model.findings).toBe(found);
  expect(model.outcome(first).next()).toEqual({
    done: true,
    value: { verdict: trace.verdict, routes: trace.routes.length, failed: [] },
  });
  expect(model.trace(first)).not.toBe(trace);
});
