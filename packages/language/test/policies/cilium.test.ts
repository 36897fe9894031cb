import { readFileSync } from 'node:fs';
import { finish } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';

const files = ['policies-cilium', 'policies-dataplane-v2'];

describe.each(files)('%s, which the laboratory compares with a kernel,', (name) => {
  test('says of each packet which policy let it through or dropped it', async () => {
    const text = readFileSync(new URL(`../../../lab/test/${name}.netk`, import.meta.url), 'utf8');
    const { topology, model, diagnostics } = await topologyOf(text);
    expect(diagnostics.filter(({ severity }) => severity === 1).map(({ message }) => message)).toEqual([]);
    expect(topology.walks.every(({ expects }) => expects.length > 0)).toBe(true);
    expect(topology.walks.flatMap(({ id }) => finish(model.outcome(id)).failed)).toEqual([]);
  });
});

test('what Cilium beside kube-proxy refuses for want of a backend reaches a pod that lets nobody in', async () => {
  const text = readFileSync(new URL('../../../lab/test/policies-cilium.netk', import.meta.url), 'utf8');
  const beside = text.replace('kubeProxyReplacement true; ', '');
  expect(beside).not.toBe(text);
  const { topology, model } = await topologyOf(beside);
  const { id } = topology.walks.find(({ name }) => name === 'probe-nobody')!;
  const [route] = model.trace(id).routes;
  expect(route!.client).toBe('refused');
  const skipped = route!.reply.flatMap(({ steps }) => steps).find(({ policy }) => policy?.verdict === 'skip');
  expect(skipped?.policy?.direction).toBe('ingress');
  expect(skipped?.policy?.why).toContain('past who asks policies');
});

test('a value of Cilium that is not followed is no unknown word, and the walk says that it waits for it', async () => {
  const text = readFileSync(new URL('../../../lab/test/policies-cilium.netk', import.meta.url), 'utf8');
  const { model, topology, diagnostics } = await topologyOf(
    text.replace('kubeProxyReplacement true;', 'kubeProxyReplacement true; encryption.enabled true;'),
  );
  expect(diagnostics.filter(({ code }) => code === 'NK006')).toEqual([]);
  const trace = model.trace(topology.walks[0]!.id);
  expect(trace.verdict).toBe('undetermined');
  expect(JSON.stringify(trace)).toContain('encryption.enabled true of Cilium');
});
