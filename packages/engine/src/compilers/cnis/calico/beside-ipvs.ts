import { utf8ToBytes } from '@noble/hashes/utils.js';
import { type Ip, single } from '../../../base/addr/index.ts';
import type { Chain, Match, NetfilterRule } from '../../../network/netfilter.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { CalicoPod } from './calico-pod.ts';

/** The bits of Felix's mark that say by which interface a packet came in: what its other four leave of 0xffff0000 (felix/dataplane/linux, KubeIPVSSupportEnabled). */
const bits = 0xfff00000;
/** It came by no interface of a pod. */
const elsewhere = 0x100000;

const jump = (matches: readonly Match[], chain: string): NetfilterRule => ({
  matches,
  target: { kind: 'jump', chain },
});
const goTo = (matches: readonly Match[], chain: string): NetfilterRule => ({
  matches,
  target: { kind: 'goto', chain },
});
const set = (value: number): NetfilterRule['target'] => ({ kind: 'mark', value, mask: bits, spelling: 'set' });
const marked: Match = { kind: 'mark', value: 0, mask: bits, not: true };

/** FNV-1 of 32 bits, which Go calls fnv.New32. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (const byte of utf8ToBytes(text)) sum = Math.imul(sum, 0x01000193) ^ byte;
  return sum >>> 0;
}

/** A mark for each interface: by the hash of its name, or the next one that is free (felix/rules/epmark.go). Felix goes through them as they come to it: netk by name. */
function marksOf(names: readonly string[]): ReadonlyMap<string, number> {
  const positions = bits / elsewhere + 1;
  const taken = new Set([0, 1]);
  const marks = new Map<string, number>();
  for (const name of names.toSorted()) {
    let position = hash(name) % positions;
    while (taken.has(position)) position = (position + 1) % positions;
    taken.add(position);
    marks.set(name, (position * elsewhere) >>> 0);
  }
  return marks;
}

/**
 * What Felix has beside where kube-proxy is in IPVS mode (projectcalico/calico v3.32, felix/rules/static.go and dispatch.go): what IPVS sends on passes INPUT and OUTPUT and never FORWARD,
 * so INPUT writes down by which pod's interface it came, and OUTPUT asks the chains that FORWARD would have asked. `own`: the addresses of the node, without
 * those of `kube-ipvs0`; Felix has them in a set.
 */
export interface BesideIpvs {
  /** In cali-INPUT, in front of what is for the node itself. */
  readonly input: readonly NetfilterRule[];
  readonly chains: readonly Chain[];
}

export function besideIpvs(pods: readonly CalicoPod[], own: readonly Ip[]): BesideIpvs {
  const marks = marksOf(pods.map(({ host }) => host));
  const filter = (name: string, rules: readonly NetfilterRule[]): Chain => ({ table: 'filter', name, rules });
  const to = (ip: Ip): Match => ({ kind: 'dst', block: single(ip) });
  const nodePort = (protocol: 'tcp' | 'udp', ip: Ip): NetfilterRule =>
    goTo([{ kind: 'protocol', protocol }, { kind: 'dport', from: 30000, to: 32767 }, to(ip)], 'cali-set-endpoint-mark');
  const ofPod = ({ pod, host }: CalicoPod): { readonly source: ElementId; readonly mark: number } => ({
    source: pod.workload ?? pod.id,
    mark: marks.get(host)!,
  });
  const drop = (matches: readonly Match[]): NetfilterRule => ({ matches, target: { kind: 'drop' }, cause: 'FWD-DROP' });
  return {
    input: [
      { matches: [], target: set(0) },
      jump([], 'cali-forward-check'),
      { matches: [marked], target: { kind: 'return' } },
    ],
    chains: [
      filter('cali-forward-check', [
        { matches: [{ kind: 'ctstate', states: ['RELATED', 'ESTABLISHED'] }], target: { kind: 'return' } },
        ...own.flatMap((ip) => [nodePort('tcp', ip), nodePort('udp', ip)]),
        ...own.map((ip): NetfilterRule => ({ matches: [to(ip)], target: { kind: 'return' } })),
        jump([], 'cali-set-endpoint-mark'),
      ]),
      filter('cali-set-endpoint-mark', [
        ...pods.map((each) => ({
          ...goTo([{ kind: 'in', name: each.host }], `cali-sm-${each.host}`),
          source: ofPod(each).source,
        })),
        drop([{ kind: 'in', name: 'cali+' }]),
        { matches: [], target: set(elsewhere) },
      ]),
      ...pods.map((each) => {
        const { source, mark } = ofPod(each);
        return filter(`cali-sm-${each.host}`, [{ matches: [], target: set(mark), source }]);
      }),
      filter('OUTPUT', [jump([], 'cali-OUTPUT')]),
      filter('cali-OUTPUT', [
        { matches: [{ kind: 'mark', value: 0x10000, mask: 0x10000 }], target: { kind: 'accept' } },
        goTo([marked], 'cali-forward-endpoint-mark'),
      ]),
      filter('cali-forward-endpoint-mark', [
        jump([{ kind: 'mark', value: elsewhere, mask: bits, not: true }], 'cali-from-endpoint-mark'),
        jump([{ kind: 'out', name: 'cali+' }], 'cali-to-wl-dispatch'),
        { matches: [], target: set(0) },
        { matches: [{ kind: 'mark', value: 0x10000, mask: 0x10000 }], target: { kind: 'accept' } },
      ]),
      filter('cali-from-endpoint-mark', [
        ...pods.map((each) => {
          const { source, mark } = ofPod(each);
          return { ...goTo([{ kind: 'mark', value: mark, mask: bits }], `cali-fw-${each.host}`), source };
        }),
        drop([]),
      ]),
    ],
  };
}
