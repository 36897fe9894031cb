import { spawnSync } from 'node:child_process';
import type { Backend } from '../plan/lab-plan.ts';
import { isolation } from './run-lab.ts';

/** What a laboratory needs, and how to see that it is there: each command runs in a namespace of its own. */
const needs: readonly { readonly what: string; readonly script: string }[] = [
  { what: 'iproute2 (ip)', script: 'ip -V' },
  { what: 'python3', script: 'python3 --version' },
  { what: 'nftables (nft)', script: 'nft list tables' },
  { what: 'conntrack', script: 'conntrack -L' },
  {
    what: 'veth pairs and named namespaces',
    script: 'mount -t tmpfs none /run && ip netns add a && ip link add v0 type veth peer name v1 netns a',
  },
  { what: 'bridges', script: 'ip link add name br0 type bridge' },
  {
    what: 'filters of nft at an interface (netdev egress)',
    script: 'nft add table netdev t && nft "add chain netdev t c { type filter hook egress device lo priority 0; }"',
  },
  {
    what: 'frames that nft sends on (fwd)',
    script:
      'nft add table netdev t && nft "add chain netdev t c { type filter hook ingress device lo priority 0; }" && nft add rule netdev t c fwd to lo',
  },
];

/** Why a laboratory cannot run here: one line per missing thing; empty where it can. */
export function missing(backend: Backend): readonly string[] {
  const all = [...needs, { what: `iptables (${backend})`, script: `iptables-${backend}-save -t nat` }];
  const space = attempt('true');
  if (space !== undefined) return [`namespaces (unshare ${isolation().join(' ')}): ${space}`];
  return all.flatMap(({ what, script }) => {
    const reason = attempt(script);
    return reason === undefined ? [] : [`${what}: ${reason}`];
  });
}

/** What networks of other modes will need of a kernel: proxies in IPVS mode, tunnels of CNIs. */
export const extras: readonly { readonly what: string; readonly script: string }[] = [
  { what: 'IPVS', script: 'test -e /proc/net/ip_vs' },
  { what: 'IPIP tunnels', script: 'ip link add x0 type ipip local 10.0.0.1 remote 10.0.0.2' },
  { what: 'VXLAN', script: 'ip link add x0 type vxlan id 1 dstport 4789 local 10.0.0.1 remote 10.0.0.2' },
  { what: 'Geneve', script: 'ip link add x0 type geneve id 1 remote 10.0.0.2' },
  { what: 'WireGuard', script: 'ip link add x0 type wireguard' },
];

/** Why this kernel cannot carry one of them; undefined where it can. */
export const lacks = (extra: (typeof extras)[number]): string | undefined => attempt(extra.script);

function attempt(script: string): string | undefined {
  const { status, stderr, error } = spawnSync('unshare', [...isolation(), 'sh', '-c', script], { encoding: 'utf8' });
  if (status === 0) return undefined;
  return (stderr.trim() || error?.message || `${script} ended with ${status}`).split('\n').at(-1);
}

/** Versions that belong to a transcript. */
export function versions(backend: Backend): Readonly<Record<string, string>> {
  const first = (command: string, ...args: string[]): string =>
    (spawnSync(command, args, { encoding: 'utf8' }).stdout ?? '').trim().split('\n')[0] ?? '';
  return {
    kernel: first('uname', '-r'),
    iproute2: first('ip', '-V'),
    iptables: first(`iptables-${backend}`, '-V'),
    nft: first('nft', '--version'),
  };
}
