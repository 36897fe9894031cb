import { readFileSync } from 'node:fs';
import { createModel, hasOwnNetwork, type Model, type Network, type Walk, walkOn } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { compareWithKernel, type Subject, subjectOf } from '../src/index.ts';
import { another } from './here.ts';
import { without } from './mutations.ts';

const { kernel, reason } = another({ much: true });
const text = readFileSync(new URL('kernels/calico-ipip.netk', import.meta.url), 'utf8');

/** The walks of the file with another mode of kube-proxy, by other tunnels. */
async function modelWith(proxy: string, encapsulation: string) {
  const { topology } = await topologyOf(
    text.replace(
      'cni calico 3.32 { encapsulation IPIP',
      `kube-proxy ${proxy}; cni calico 3.32 { linuxDataplane Iptables; encapsulation ${encapsulation}`,
    ),
  );
  const model = createModel(topology);
  return { model, walks: topology.walks };
}

const leads = ({ target }: { readonly target: { readonly kind: string } }): boolean => target.kind === 'goto';
const mutations: Readonly<Record<string, (network: Network) => Network>> = {
  'no interface has a mark': without('filter cali-set-endpoint-mark', leads),
  'no mark leads to a pod': without('filter cali-from-endpoint-mark', leads),
  'nobody is known to receive': without('filter cali-to-wl-dispatch', leads),
};
/** Walks with `given` lines have a network of their own. */
function subjects(model: Model, walks: readonly Walk[]): readonly Subject[] {
  const plain = walks.filter((walk) => !hasOwnNetwork(walk)).map(({ id }) => id);
  const alone = walks.filter(hasOwnNetwork).map(({ id }) => [id]);
  return [plain, ...alone].flatMap(([first, ...others]) =>
    first === undefined ? [] : [subjectOf(model, [first, ...others])],
  );
}

const telling = ['own', 'one', 'away', 'node-port'];

describe('Calico beside kube-proxy', () => {
  test.each(['ipvs', 'nftables'])('in %s mode holds what its walks expect', async (proxy) => {
    for (const kind of ['IPIP', 'VXLAN', 'IPIPCrossSubnet']) {
      const { model, walks } = await modelWith(proxy, kind);
      expect(model.findings.filter(({ code }) => code === 'NK120' || code === 'NK121')).toEqual([]);
      expect(walks.map(({ id }) => model.trace(id).verdict)).not.toContain('undetermined');
    }
  });
  test('in nftables mode is not known where Felix follows it', async () => {
    const { topology } = await topologyOf(text.replace('cni calico 3.32', 'kube-proxy nftables; cni calico 3.32'));
    const model = createModel(topology);
    expect(JSON.stringify(model.trace(topology.walks[0]!.id))).toMatch(/Felix's own tables of nftables/);
    const older = await topologyOf(text.replace('cni calico 3.32', 'kube-proxy nftables; cni calico 3.31'));
    expect(createModel(older.topology).trace(older.topology.walks[0]!.id).verdict).toBe('delivered');
  });
  test.each(Object.entries(mutations))('in ipvs mode, %s: some packet ends otherwise', async (_, change) => {
    const { model, walks } = await modelWith('ipvs', 'IPIP');
    const causes = (network: Network) =>
      walks
        .filter(({ name }) => telling.includes(name ?? ''))
        .map((walk) => walkOn(model.plan, network, walk).routes.map(({ cause }) => cause));
    expect(causes(change(model.network))).not.toEqual(causes(model.network));
  });
  test.skipIf(reason)(
    'is what a kernel that has it all does, rule by rule, and so it is in ipvs mode without one of its mechanisms',
    async () => {
      if (!kernel) return;
      const whole = await Promise.all([
        modelWith('ipvs', 'IPIP'),
        modelWith('ipvs', 'VXLAN'),
        modelWith('nftables', 'VXLAN'),
      ]);
      const asIs = whole.flatMap(({ model, walks }) => subjects(model, walks));
      const { model, walks } = whole[0]!;
      const asked = walks.filter(({ name }) => telling.includes(name ?? ''));
      const broken = Object.values(mutations).map((change) => {
        const network = change(model.network);
        return { network, traces: asked.map((walk) => walkOn(model.plan, network, walk)) };
      });
      const verdicts = (await compareWithKernel([...asIs, ...broken], { kernel, rules: true })).flat();
      for (const { trace, result } of verdicts)
        if (result.kind !== 'equal') expect.soft(result, trace.name ?? '').toBeUndefined();
      expect(verdicts).toHaveLength(3 * walks.length + broken.length * telling.length);
    },
    300_000,
  );
});
