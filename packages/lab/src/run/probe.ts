import { host, type Kernel } from '../kernels/index.ts';
import type { Backend } from '../plan/lab-plan.ts';
import { runInKernel } from './in-kernel.ts';
import { python } from './python.ts';

/** Something that a kernel or a tool can do, and a script that succeeds where it can; it runs in a namespace of its own. */
export interface Probe {
  readonly what: string;
  readonly script: string;
}

/** What a laboratory needs. */
const needs: readonly Probe[] = [
  { what: 'iproute2 (ip)', script: 'ip -V' },
  { what: 'python3', script: `${python} --version` },
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

const iptables = (backend: Backend): Probe => ({
  what: `iptables (${backend})`,
  script: `iptables-${backend}-save -t nat`,
});

/** Why a laboratory cannot run here: one line per missing thing; empty where it can. */
export function missing(backend: Backend, kernel: Kernel = host): readonly string[] {
  const space = failures([{ what: 'a namespace', script: 'true' }], kernel)[0];
  const [tool, ...args] = kernel.command([], 0);
  if (space !== undefined)
    return [`namespaces (${kernel === host ? [tool, ...args].join(' ') : kernel.name}): ${space}`];
  const all = [...needs, iptables(backend)];
  const reasons = failures(all, kernel);
  return all.flatMap(({ what }, at) => (reasons[at] === undefined ? [] : [`${what}: ${reasons[at]}`]));
}

const veth = 'ip link add v0 type veth peer name v1';

/** Virtual servers; the tool has the kernel load them, where they are a module. */
const ipvs: Probe = { what: 'IPVS', script: 'ipvsadm -Ln' };

/** What some networks need of a kernel: proxies in IPVS mode, tunnels of CNIs, programs of eBPF. */
export const extras: readonly Probe[] = [
  ipvs,
  { what: 'IPIP tunnels', script: 'ip link add x0 type ipip local 10.0.0.1 remote 10.0.0.2' },
  { what: 'VXLAN', script: 'ip link add x0 type vxlan id 1 dstport 4789 local 10.0.0.1 remote 10.0.0.2' },
  { what: 'Geneve', script: 'ip link add x0 type geneve id 1 remote 10.0.0.2' },
  { what: 'WireGuard', script: 'ip link add x0 type wireguard && wg show' },
  { what: 'dummy interfaces', script: 'ip link add x0 type dummy' },
  {
    what: 'filters of tc (clsact)',
    script: `${veth} && tc qdisc add dev v0 clsact && tc filter add dev v0 ingress matchall action pass`,
  },
  { what: 'ipset', script: 'ipset create s hash:ip,port' },
  { what: 'bridges that iptables filters', script: 'test -e /proc/sys/net/bridge/bridge-nf-call-iptables' },
  {
    what: 'eBPF (of sockets, of tc, at connect)',
    // bpf(BPF_PROG_LOAD = 5): r0 = 1; exit; of type SOCKET_FILTER, SCHED_CLS, and CGROUP_SOCK_ADDR for CGROUP_INET4_CONNECT
    script: `${python} -c '
import ctypes, struct, sys
code = ctypes.create_string_buffer(bytes([0xB7, 0, 0, 0, 1, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0]))
name = ctypes.create_string_buffer(b"GPL")
call = ctypes.CDLL(None, use_errno=True).syscall
for kind, at in ((1, 0), (3, 0), (18, 10)):
    asked = struct.pack("IIQQ40xII", kind, 2, ctypes.addressof(code), ctypes.addressof(name), 0, at) + bytes(48)
    if call(321, 5, ctypes.create_string_buffer(asked), len(asked)) < 0:
        sys.exit("bpf type %d: error %d" % (kind, ctypes.get_errno()))'`,
  },
];

/** Why a kernel cannot carry something; undefined where it can. */
export const lacks = (extra: Probe, kernel: Kernel = host): string | undefined => failures([extra], kernel)[0];

/** What a guest answered; it is asked all of the usual in one boot. */
const known = new Map<string, string | undefined>();
const keyOf = (kernel: Kernel, script: string): string => `${kernel.command([], 0).join(' ')} ${script}`;

function failures(probes: readonly Probe[], kernel: Kernel): readonly (string | undefined)[] {
  const scripts = probes.map(({ script }) => script);
  if (kernel === host) return attempt(scripts, host);
  const asked = (of: readonly Probe[]) => of.filter(({ script }) => !known.has(keyOf(kernel, script)));
  const open = asked(probes);
  if (open.length > 0) {
    const usual = [...needs, iptables('nft'), iptables('legacy'), ...extras].filter((each) => !open.includes(each));
    const all = [...open, ...asked(usual)];
    attempt(
      all.map(({ script }) => script),
      kernel,
    ).forEach((reason, at) => {
      known.set(keyOf(kernel, all[at]!.script), reason);
    });
  }
  return scripts.map((script) => known.get(keyOf(kernel, script)));
}

/** Runs scripts, each in a namespace of its own; why each failed. */
function attempt(scripts: readonly string[], kernel: Kernel): readonly (string | undefined)[] {
  const each =
    'for script; do said=$(unshare -n -m sh -c "$script" 2>&1 >/dev/null); echo "$? $(echo "$said" | tail -n 1)"; done';
  const { status, stdout, stderr } = runInKernel(kernel, ['sh', '-c', each, 'sh', ...scripts]);
  const lines = stdout.split('\n');
  return scripts.map((script, at) => {
    const [, code, words] = /^(\d+) (.*)$/.exec(lines[at] ?? '') ?? [];
    if (code === '0') return undefined;
    if (code !== undefined) return words || `${script} ended with ${code}`;
    return (stderr || `the probe ended with ${status}`).split('\n').at(-1);
  });
}

/** Versions that belong to a transcript; of a kernel that was booted, also what it is and after how many of its seconds it was up. */
export function versions(backend: Backend, kernel: Kernel = host): Readonly<Record<string, string>> {
  const script = `uname -r; ip -V; iptables-${backend} -V; nft --version; echo "$NETK_BOOTED"`;
  const lines = runInKernel(kernel, ['sh', '-c', script]).stdout.split('\n');
  const [release = '', iproute2 = '', tables = '', nft = '', booted = ''] = lines;
  const guest: Record<string, string> = kernel === host ? {} : { boot: `${kernel.name} in ${booted} s` };
  return { kernel: release, ...guest, iproute2, iptables: tables, nft };
}
