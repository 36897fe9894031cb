import { parseIp, showIp } from '@netk/engine';

export interface Requirements {
  readonly labels?: Readonly<Record<string, string>>;
  readonly expr?: readonly { readonly key: string; readonly op: string; readonly values?: readonly string[] }[];
}

interface Peer {
  readonly namespaces?: Requirements;
  readonly pods?: Requirements;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Rule {
  readonly action?: string;
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly protocol: string; readonly port?: number | string; readonly endPort?: number }[];
}

interface Policy {
  readonly kind: string;
  readonly ns?: string;
  readonly name: string;
  readonly priority?: number;
  readonly selects?: Requirements;
  readonly subject?: Peer;
  readonly types?: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

interface Pod {
  readonly ns: string;
  readonly name: string;
  readonly ip?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly protocol: string }[];
}

type Ranges = readonly (readonly [number, number])[];

export interface Case {
  readonly id: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly cluster: {
    readonly namespaces: readonly { readonly name: string; readonly labels: Readonly<Record<string, string>> }[];
    readonly pods: readonly Pod[];
  };
  readonly policies: readonly Policy[];
  readonly expect: {
    readonly order?: readonly string[];
    readonly matrix?: Readonly<Record<string, readonly string[]>>;
    readonly flows?: readonly {
      readonly from: string;
      readonly to: string;
      readonly protocol: string;
      readonly port: number;
      readonly allowed: boolean;
    }[];
    readonly connections?: readonly {
      readonly from: string;
      readonly to: readonly string[];
      readonly allow: 'all' | Readonly<Record<string, Ranges>>;
    }[];
  };
}

/** One flow of a case: its ends are pods by namespace and name, or addresses of nobody's. */
export interface Probe {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: number;
  readonly allowed: boolean;
}

const isOutside = (end: string): boolean => end.startsWith('ip:');

/** What a case says, flow by flow; of ranges their two ends and what lies beside them. */
export function probesOf({ cluster, expect }: Case): readonly Probe[] {
  const out: Probe[] = [];
  for (const [key, rows] of Object.entries(expect.matrix ?? {})) {
    const [protocol = '', port = ''] = key.split('/');
    rows.forEach((row, i) => {
      for (const [j, sign] of [...row].entries())
        if (sign !== '-')
          out.push({
            from: expect.order![i]!,
            to: expect.order![j]!,
            protocol: protocol.toLowerCase(),
            port: Number(port),
            allowed: sign === '+',
          });
    });
  }
  for (const flow of expect.flows ?? []) out.push({ ...flow, protocol: flow.protocol.toLowerCase() });
  const { connections } = expect;
  if (!connections) return out;
  const pods = cluster.pods.map(({ ns, name }) => `${ns}/${name}`);
  const outside = [...new Set(connections.flatMap(({ from, to }) => [from, ...to]).filter(isOutside))];
  const starts = [...new Set(outside.map((each) => each.slice(3).split('-')[0]!))];
  const ends: readonly string[] = [...pods, ...starts.map((each) => `ip:${each === '0.0.0.0' ? '1.2.3.4' : each}`)];
  const covers = (text: string, end: string): boolean => {
    if (!isOutside(text) || !isOutside(end)) return text === end;
    const [from, to = from] = text
      .slice(3)
      .split('-')
      .map((each) => parseIp(each)!);
    const ip = parseIp(end.slice(3))!;
    return from! <= ip && ip <= to!;
  };
  const ports = [...new Set(connections.flatMap(({ allow }) => (allow === 'all' ? [] : edges(Object.values(allow)))))];
  for (const from of ends)
    for (const to of ends) {
      if (from === to || (isOutside(from) && isOutside(to))) continue;
      const own = connections.filter((each) => covers(each.from, from) && each.to.some((one) => covers(one, to)));
      for (const protocol of ['tcp', 'udp'])
        for (const port of ports.length > 0 ? ports : [80]) {
          const allowed = own.some(
            ({ allow }) =>
              allow === 'all' ||
              (allow[protocol.toUpperCase()] ?? []).some(([first, last]) => first <= port && port <= last),
          );
          out.push({ from, to, protocol, port, allowed });
        }
    }
  return out;
}

const edges = (all: readonly Ranges[]): readonly number[] =>
  all.flatMap((ranges) =>
    ranges.flatMap(([from, to]) => [from - 1, from, to, to + 1].filter((port) => port > 0 && port < 65536)),
  );

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');

/** The workload of a pod, and the one pod that it has. */
export const workloadOf = (pod: { readonly ns: string; readonly name: string }): string =>
  `${pod.ns}/${plain(pod.name)}`;
export const podOf = (end: string): string => {
  const [ns = '', ...name] = end.split('/');
  return `${ns}/${plain(name.join('/'))}-1`;
};

const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${/^\d+$/.test(value) ? `"${value}"` : value}`)
    .join(' ');

function requirements({ labels = {}, expr = [] }: Requirements): string {
  const equal = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const words: Readonly<Record<string, (key: string, values: readonly string[]) => string>> = {
    In: (key, values) => `${key} in (${values.join(', ')})`,
    NotIn: (key, values) => `${key} notin (${values.join(', ')})`,
    Exists: (key) => key,
    DoesNotExist: (key) => `!${key}`,
  };
  return [...equal, ...expr.map(({ key, op, values = [] }) => words[op]!(key, values))].join(', ');
}

function peerText({ namespaces, pods, ipBlock }: Peer): string {
  if (ipBlock) return `${ipBlock.cidr}${ipBlock.except ? ` except ${ipBlock.except.join(', ')}` : ''}`;
  return [
    ...(namespaces ? ['namespaceSelector', requirements(namespaces)] : []),
    ...(pods ? ['podSelector', requirements(pods)] : []),
  ].join(' ');
}

function ruleLines(direction: 'ingress' | 'egress', rule: Rule, action = ''): readonly string[] {
  const ports = (rule.ports ?? []).map(({ protocol, port, endPort }) => {
    const spoken = protocol.toLowerCase();
    return port === undefined ? spoken : `${spoken}/${endPort === undefined ? port : `${port}-${endPort}`}`;
  });
  const peers = rule.from ?? rule.to;
  const word = direction === 'ingress' ? 'from' : 'to';
  const head = [direction, action, ports.join(', ')].filter(Boolean).join(' ');
  return peers === undefined || peers.length === 0 ? [head] : peers.map((peer) => `${head} ${word} ${peerText(peer)}`);
}

function policyText(policy: Policy, administrators: 'v1alpha1' | 'v1alpha2'): string {
  const rules = (['ingress', 'egress'] as const).flatMap((direction) =>
    (policy[direction] ?? []).flatMap((rule) => {
      const action = rule.action?.toLowerCase();
      return ruleLines(direction, rule, administrators === 'v1alpha2' && action === 'allow' ? 'accept' : action);
    }),
  );
  if (policy.kind === 'NetworkPolicy') {
    const selected = requirements(policy.selects ?? {});
    const lines = [
      ...(selected === '' ? [] : [`podSelector ${selected}`]),
      ...(policy.types ? [`policyTypes ${policy.types.join(', ')}`] : []),
      ...rules,
    ];
    return `networkpolicy ${policy.ns}/${plain(policy.name)} {\n    ${lines.join('\n    ')}\n  }`;
  }
  const subject = `subject ${peerText(policy.subject ?? {})}`;
  const isAdmin = policy.kind === 'AdminNetworkPolicy';
  const priority = isAdmin ? [`priority ${policy.priority ?? 0}`] : [];
  const [kind, more] =
    administrators === 'v1alpha1'
      ? [policy.kind.toLowerCase(), priority]
      : ['clusternetworkpolicy', isAdmin ? ['tier Admin', ...priority] : ['tier Baseline', 'priority 0']];
  return `${kind} ${plain(policy.name)} {\n    ${[...more, subject, ...rules].join('\n    ')}\n  }`;
}

/** How a case is built: a CNI, and the version of the API in which policies of administrators are written. */
export interface Build {
  readonly cni: string;
  readonly cloud: 'aws' | 'plain';
  readonly platform: string;
  readonly administrators: 'v1alpha1' | 'v1alpha2' | 'none';
}

/** Address blocks for hosts at the outside addresses of probes, one for each. */
const outsideOf = (probes: readonly Probe[]): readonly string[] =>
  [...new Set(probes.flatMap(({ from, to }) => [from, to]).filter(isOutside))].map((each) => each.slice(3));

/** A name that a host has in the text. */
const hostOf = (address: string): string => `out-${address.replaceAll('.', '-')}`;

/** The text of a case, with a walk for each probe. */
export function textOf(of: Case, probes: readonly Probe[], { cni, cloud, platform, administrators }: Build): string {
  const hosts = outsideOf(probes);
  // a subnet keeps its first addresses for itself
  const blockOf = (address: string): string => `${showIp((parseIp(address) as number) & 0xffffff00)}/24`;
  const inside = (address: string): string => (address.endsWith('.0') ? address.replace(/0$/, '9') : address);
  const end = (each: string): string => (isOutside(each) ? `host net/${hostOf(each.slice(3))}` : `pod ${podOf(each)}`);
  const blocks = [...new Set(hosts.map(blockOf))];
  // addresses of pods are in no block that a case means for others
  const [network, pods] = of.cluster.pods.some(({ ip }) => ip !== undefined)
    ? ['10.20', '10.30']
    : ['172.20', '172.30'];
  const named = new Map(of.cluster.namespaces.map(({ name, labels }) => [name, labels]));
  for (const { ns } of of.cluster.pods) if (!named.has(ns)) named.set(ns, {});
  return [
    `vpc net ${network}.0.0/16 ${blocks.join(' ')} on ${cloud} {`,
    '  security-group open { ingress all from 0.0.0.0/0; egress all to 0.0.0.0/0 }'.repeat(cloud === 'aws' ? 1 : 0),
    `  subnet a ${network}.1.0/24${cloud === 'aws' ? ' zone az1' : ''}`,
    ...blocks.map((block, i) => `  subnet o${i} ${block}${cloud === 'aws' ? ' zone az1' : ''}`),
    ...hosts.map(
      (address) =>
        `  host ${hostOf(address)} ${inside(address)} in o${blocks.indexOf(blockOf(address))} { port 1${cloud === 'aws' ? '; security-groups open' : ''} }`,
    ),
    '}',
    `cluster c on ${platform} in net {`,
    `  cni ${cni}`,
    `  serviceCIDR 10.100.0.0/16`,
    ...(cloud === 'aws' ? [] : [`  clusterCIDR ${pods}.0.0/16`]),
    ...[1, 2].map(
      (n) =>
        `  node n${n} ${cloud === 'aws' ? 'm5.4xlarge ' : ''}${network}.1.1${n} in a${cloud === 'aws' ? ' { security-groups open }' : ''}`,
    ),
    ...[...named].map(([name, { 'kubernetes.io/metadata.name': _, ...labels }]) =>
      Object.keys(labels).length === 0 ? `  namespace ${name}` : `  namespace ${name} { labels ${labelsText(labels)} }`,
    ),
    ...of.cluster.pods.map((pod, i) => {
      const ports = pod.ports.map(
        ({ name, port, protocol }) =>
          `port ${name ?? ''} ${protocol === 'TCP' ? port : `${protocol.toLowerCase()}/${port}`}`,
      );
      const labels = Object.keys(pod.labels).length > 0 ? [`labels ${labelsText(pod.labels)}`] : [];
      // of a pod that says no port nobody knows whether something listens
      if (ports.length === 0) ports.push('port 1');
      return `  deployment ${workloadOf(pod)} on n${1 + (i % 2)} { ${[...labels, ...ports].join('; ')} }`;
    }),
    ...of.policies.map((policy) => `  ${policyText(policy, administrators)}`),
    '}',
    ...probes.map(
      ({ from, to, protocol, port }, i) => `walk p${i} from ${end(from)} to ${end(to)}:${port} protocol ${protocol}`,
    ),
  ].join('\n');
}
