import type { Interface } from '../../../network/network.ts';
import { type Setting, settingOf } from '../../../topology/setting.ts';
import { hashOf } from '../container.ts';
import type { ChainedPlugin, OnNode, PluginPart } from './plugin.ts';

/**
 * Pods with the annotations `kubernetes.io/ingress-bandwidth` and `egress-bandwidth` are slowed down (containernetworking/plugins v1.1.1,
 * plugins/meta/bandwidth; observed: A9): a token bucket at the node's end of the veth, and what comes from the pod goes through an `ifb` with another one.
 * Packets go where they went.
 */
export const bandwidth: ChainedPlugin = {
  id: 'bandwidth',
  doc: 'Pods send and receive no faster than their annotations say.',
  add,
};

function add({ network, attached, settingsOf }: OnNode): PluginPart {
  const shaped = new Map<string, Pick<Interface, 'shaper' | 'redirects'>>();
  const interfaces: Interface[] = [];
  for (const { pod, veth } of attached) {
    const written = settingsOf(pod);
    const [into, from] = [rateOf(written, 'ingress-bandwidth'), rateOf(written, 'egress-bandwidth')];
    const name = `bwp${hashOf(network, pod).slice(0, 12)}`;
    if (into !== undefined || from !== undefined)
      shaped.set(veth, {
        ...(into === undefined ? {} : { shaper: { bits: into } }),
        ...(from === undefined ? {} : { redirects: name }),
      });
    if (from !== undefined)
      interfaces.push({ name, addresses: [], answers: [], shaper: { bits: from }, source: pod.workload ?? pod.id });
  }
  return { shaped, interfaces };
}

const units: Readonly<Record<string, number>> = {
  ...{ '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50 },
};

/** Bits a second: a quantity between 1k and 1P, or none (kubernetes, pkg/util/bandwidth/utils.go). */
function rateOf(settings: readonly Setting[], key: string): number | undefined {
  const [, number, unit = ''] =
    /^(\d{1,15}(?:\.\d{1,3})?)([kMGTP]|[KMGTP]i)?$/.exec(settingOf(settings, key)?.values[0] ?? '') ?? [];
  const bits = number === undefined ? 0 : Math.ceil(Number(number) * units[unit]!);
  return bits >= 1e3 && bits <= 1e15 ? bits : undefined;
}
