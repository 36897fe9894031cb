import {
  type Device,
  type Ebpf,
  type Frontend,
  type Network,
  type PolicyGuard,
  type PolicyList,
  type PolicyPorts,
  showIp,
  type TcAction,
} from '@netk/engine';
import type { Universe } from './guards.ts';
import type { EbpfAction, EbpfConnect, EbpfPlan } from './lab-plan.ts';
import type { Names } from './names.ts';

const numbers: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, sctp: 132 };

/** What programs of eBPF on a device do, as data from which the agent makes programs of its own. */
export function ebpfPlan(network: Network, device: Device, names: Names, universe: Universe): EbpfPlan | undefined {
  const { ebpf } = device;
  if (!ebpf) return undefined;
  const nic = (name: string): string => names.interface(device.id, name);
  const endpoints = [...ebpf.endpoints].flatMap(([ip, name]) => {
    const own = device.interfaces.find((each) => each.name === name);
    const other = network.links.get(own?.link ?? '')?.members.find((each) => each.device !== device.id);
    const pod = other && network.devices.get(other.device)?.interfaces.find((each) => each.name === other.interface);
    return own?.mac === undefined || pod?.mac === undefined
      ? []
      : [{ address: showIp(ip), interface: nic(name), from: own.mac, to: pod.mac }];
  });
  const programs = [...ebpf.tc].flatMap(([name, both]) =>
    (['ingress', 'egress'] as const).flatMap((way) => {
      const program = both[way];
      const tunnel = device.interfaces.some((each) => each.name === name && each.tunnel);
      const guard = device.interfaces.find((each) => each.name === name)?.policies;
      const actions = program?.does.flatMap((each) =>
        each.kind === 'policies'
          ? guard?.program
            ? [policiesOf(guard, guard.in, 'dst', universe)]
            : []
          : [actionOf(each, device, ebpf, program.does, nic)],
      );
      return actions ? [{ interface: nic(name), way, tunnel, actions }] : [];
    }),
  );
  // what comes to a pod is judged where it is handed over, behind what else is done there: of two programs the first would end it
  const judged = new Map(
    device.interfaces.flatMap(({ name, policies }) =>
      policies?.program ? [[nic(name), policiesOf(policies, policies.out, 'src', universe)] as const] : [],
    ),
  );
  const isBefore = ({ interface: own, way }: EbpfPlan['programs'][number]) => way === 'egress' && judged.has(own);
  const handing = [...judged].map(([own, action]): EbpfPlan['programs'][number] => {
    const before = programs.find((each) => each.interface === own && isBefore(each));
    return { ...{ interface: own, way: 'egress', tunnel: false }, actions: [...(before?.actions ?? []), action] };
  });
  return {
    endpoints,
    programs: [...programs.filter((each) => !isBefore(each)), ...handing],
    connect: ebpf.connect ? connects(network, device, ebpf, names) : [],
  };
}

/** Policies of a pod as a program has them, of the addresses of the laboratory. */
function policiesOf(
  { exempt, program }: PolicyGuard,
  list: PolicyList | undefined,
  peer: 'src' | 'dst',
  universe: Universe,
): EbpfAction {
  const four = universe.filter((ip) => typeof ip === 'number');
  const lines = (list?.tiers ?? []).flatMap((tier) =>
    tier.lines.flatMap(({ action, reach }) =>
      reach.flatMap(({ peers, ports }) => {
        const meant = peers && four.filter((ip) => peers.has(ip)).map(showIp);
        return (ports ?? [{}]).map(({ protocol, from, to = from }: PolicyPorts) => ({
          allows: action === 'allow',
          ...(meant ? { peers: meant } : {}),
          protocol: protocol === undefined ? 0 : numbers[protocol]!,
          ...(from === undefined ? {} : { ports: [from, to!] as const }),
        }));
      }),
    ),
  );
  return {
    ...{ do: 'policies', peer, lines },
    isolated: list?.tiers.some(({ isolating }) => isolating) ?? false,
    ownPasses: peer === 'src' && exempt?.sends === true,
    loopback: showIp(program!.loopback),
  };
}

function actionOf(
  action: Exclude<TcAction, { kind: 'policies' }>,
  device: Device,
  ebpf: Ebpf,
  all: readonly TcAction[],
  nic: (name: string) => string,
): EbpfAction {
  switch (action.kind) {
    case 'services':
      return servicesOf(action, device, ebpf, all);
    case 'tunnel':
      return {
        do: 'tunnel',
        interface: nic(action.dev),
        of: action.of,
        options: device.interfaces.some(({ name, tunnel }) => name === action.dev && tunnel?.kind === 'geneve'),
        to: action.to.map(({ block, node }) => ({ base: showIp(block.base), bits: block.bits, node: showIp(node) })),
      };
    case 'route':
      return { do: 'route', of: action.of };
    case 'masquerade': {
      const hosts = action.exceptHosts ? [...ebpf.hosts].map((ip) => [showIp(ip), 32] as const) : [];
      const blocks = action.except.map(({ base, bits }) => [showIp(base), bits] as const);
      return { do: 'masquerade', address: showIp(action.address), except: [...blocks, ...hosts] };
    }
    case 'reverse':
      return { do: 'reverse', ...(action.to === undefined ? {} : { to: showIp(action.to) }) };
    default:
      return { do: action.kind };
  }
}

function servicesOf(
  action: Extract<TcAction, { kind: 'services' }>,
  device: Device,
  ebpf: Ebpf,
  all: readonly TcAction[],
): EbpfAction {
  const inBlock = (ip: number, base: number, bits: number): boolean => bits === 0 || (ip ^ base) >>> (32 - bits) === 0;
  const backendOf = ({ address, port, node }: Frontend['inside'][number], protocol: string) => {
    const end = { address: showIp(address), port };
    if (action.by === 'pods' || node === device.id) return { ...end, asked: 0 };
    if (action.forward[protocol === 'tcp' ? 'tcp' : 'udp'] === 'dsr') return { ...end, asked: 1 };
    const tunnelled = action.inTunnel?.to.some(({ block }) => inBlock(Number(address), Number(block.base), block.bits));
    return { ...end, source: showIp(tunnelled ? action.inTunnel!.snat : action.snat), asked: 0 };
  };
  const frontends = [...ebpf.services.frontends.values()].flatMap((each) => {
    const { type, protocol, address, port, inside, outside } = each;
    const number = numbers[protocol];
    const isAsked = action.by === 'others' || type === 'ClusterIP' || action.every === true;
    if (number === undefined || typeof address !== 'number' || !isAsked) return [];
    const closed = action.by === 'others' && type === 'ClusterIP' && !action.clusterIps;
    const backends = closed ? [] : (action.by === 'pods' ? inside : outside).map((one) => backendOf(one, protocol));
    const refuses = action.refuses && !closed ? 1 : 0;
    return [{ protocol: number, address: showIp(address), port, backends, refuses }];
  });
  return {
    do: 'services',
    frontends,
    // where no tunnel says whom the client asked, an option does
    option: !all.some(({ kind }) => kind === 'tunnel'),
    ...(action.by === 'pods' ? { loopback: showIp(action.loopback) } : {}),
  };
}

/** Every destination that a program of a namespace may dial, with the backends that it becomes one of. */
function connects(network: Network, device: Device, ebpf: Ebpf, names: Names): readonly EbpfConnect[] {
  const { frontends, nodePorts } = ebpf.services;
  const spaces = [device, ...[...network.devices.values()].filter(({ kernel }) => kernel === device.id)];
  return spaces.flatMap((space) => {
    const namespace = names.namespace(space.id);
    const out = new Map<string, EbpfConnect>();
    const add = ({ protocol, port, inside }: Frontend, address: string): void => {
      const number = numbers[protocol];
      const key = `${protocol} ${address}:${port}`;
      if (number === undefined || out.has(key)) return;
      const backends = inside.map((each) => [showIp(each.address), each.port] as const);
      out.set(key, { namespace, protocol: number, address, port, backends });
    };
    for (const each of frontends.values()) {
      const { type, address } = each;
      const skips = (type === 'ExternalIPs' || type === 'HostPort') && !ebpf.own.has(address!);
      if (typeof address === 'number' && !skips) add(each, showIp(address));
    }
    for (const each of nodePorts.values()) {
      for (const ip of each.type === 'HostPort' ? ebpf.own : ebpf.hosts) add(each, showIp(ip));
      if (space === device) add(each, '127.0.0.1');
    }
    return [...out.values()];
  });
}
