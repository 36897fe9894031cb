import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createModel } from '../../src/model.ts';
import { checkTrace } from '../../src/trace/check-trace.ts';
import { buildPlain, type PlainShape, plainShapes } from '../support/plain-clusters.ts';

const setting = (key: string, value: string) => ({ key, value, block: [] });

const modes = [
  { replaces: 'true' },
  { replaces: 'true', tunnel: 'geneve' },
  { replaces: 'true', native: true },
  { replaces: 'true', native: true, masquerade: true },
  { replaces: 'true', native: true, masquerade: true, dsr: 'opt' },
  { replaces: 'true', masquerade: true, tunnel: 'geneve', dsr: 'geneve' },
  { replaces: 'true', native: true, tunnel: 'geneve', dsr: 'geneve' },
  { replaces: 'false' },
  { replaces: 'false', native: true },
] as const satisfies readonly Mode[];

interface Mode {
  readonly replaces: 'true' | 'false';
  readonly tunnel?: 'geneve';
  readonly native?: boolean;
  readonly masquerade?: boolean;
  readonly dsr?: 'opt' | 'geneve';
}

const settingsOf = ({ replaces, tunnel, native, masquerade, dsr }: Mode) => [
  setting('kubeProxyReplacement', replaces),
  ...(tunnel ? [setting('tunnelProtocol', tunnel)] : []),
  ...(native
    ? [
        setting('routingMode', 'native'),
        setting('autoDirectNodeRoutes', 'true'),
        setting('ipv4NativeRoutingCIDR', '10.244.0.0/16'),
      ]
    : []),
  ...(masquerade ? [setting('bpf.masquerade', 'true')] : []),
  ...(dsr ? [setting('loadBalancer.mode', 'dsr'), setting('loadBalancer.dsrDispatch', dsr)] : []),
];

const words = (mode: Mode): string =>
  settingsOf(mode)
    .map(({ key, value }) => `${key} ${value}`)
    .join(', ');

describe('Cilium', () => {
  it.each(modes.map((mode) => [words(mode), mode] as const))('keeps the laws of traces: %s', (_, mode) => {
    const shapes: fc.Arbitrary<PlainShape> = plainShapes.map((shape) => ({
      ...shape,
      cni: { id: 'cilium', settings: settingsOf(mode) },
    }));
    for (const shape of fc.sample(shapes, { numRuns: 6, seed: 14 })) {
      const model = createModel(buildPlain(shape));
      for (const { id, name } of model.topology.walks) {
        const trace = model.trace(id);
        expect(checkTrace(trace), `${name} of ${fc.stringify(shape)}`).toEqual([]);
        for (const { assumes = [], verdict } of trace.routes)
          expect(verdict === 'undetermined' ? assumes.join() : '', name).not.toMatch(/not start|not modelled/);
      }
    }
  });
});
