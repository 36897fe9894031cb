import { cidr, contains, type Ip, ip, single } from '../../../base/addr/index.ts';
import type { Match, NetfilterRule } from '../../../network/netfilter.ts';
import { nodePortBlocks } from '../node-port-blocks.ts';
import type { ProxyNode, ProxyOptions } from '../service-proxy.ts';
import { jump } from './chains.ts';
import { comment } from './service-port.ts';

const home = { 4: cidr('127.0.0.0/8'), 6: cidr('::1/128') } as const;
const localhost: Readonly<Record<4 | 6, Ip>> = { 4: ip('127.0.0.1'), 6: ip('::1') };

/** Whether every address of a node answers on node ports: then the rule is one, and equal on every node. */
export const answersEverywhere = (options: ProxyOptions): boolean => nodePortBlocks(options) === undefined;

/** Whether node ports answer on 127.0.0.1: kube-proxy switches route_localnet on for them (pkg/proxy/iptables/proxier.go). */
export function answersOnLocalhost(options: ProxyOptions): boolean {
  if (options.family === 6 || !options.localhostNodePorts) return false;
  const blocks = nodePortBlocks(options);
  return blocks === undefined || blocks.some((block) => contains(block, localhost[4]));
}

const remark = comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain');

/** The last rules of KUBE-SERVICES: which of the node's own addresses answer on node ports. */
export function nodePortJumps(options: ProxyOptions, node?: ProxyNode): NetfilterRule[] {
  const { family } = options;
  const blocks = nodePortBlocks(options, node);
  const onLocalhost = answersOnLocalhost(options);
  if (!blocks) {
    const elsewhere: Match[] = onLocalhost ? [] : [{ kind: 'dst', block: home[family], not: true }];
    return [jump([...elsewhere, remark, { kind: 'addrtype', side: 'dst' }], 'KUBE-NODEPORTS')];
  }
  return [localhost[family], ...(node?.addresses ?? [])]
    .filter((each) => blocks.some((block) => contains(block, each)) && (onLocalhost || !contains(home[family], each)))
    .map((each) => jump([{ kind: 'dst', block: single(each) }, remark], 'KUBE-NODEPORTS'));
}
