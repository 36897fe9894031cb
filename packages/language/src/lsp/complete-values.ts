import {
  type ElementId,
  freeAddresses,
  freeSubnetBlocks,
  freeVpcBlocks,
  type Labels,
  type Model,
  type Plan,
  type PlannedPod,
  selects,
} from '@netk/engine';

/** A literal that may stand at a place, and what it is. */
export interface ProposedValue {
  readonly text: string;
  readonly what: string;
}

/** A place in the text at which a literal may be due. */
export interface ValuePlace {
  /** The statement up to the word that is typed. */
  readonly said: string;
  /** What of its line follows. */
  readonly rest: string;
  /** The headers of the blocks around it, innermost first. */
  readonly headers: readonly string[];
  readonly model: Model;
}

/** More values of one kind than this help nobody. */
const mostValues = 50;
/** A statement with more characters before the caret is not read. */
const longestSaid = 1000;
/** Free addresses of a subnet: one of them is taken. */
const mostAddresses = 5;

const name = String.raw`(?:"[^"]*"|[\w./-]+)`;
const plain = (text: string | undefined): string => (text ?? '').replaceAll('"', '');
const last = (text: string): string => text.slice(text.lastIndexOf('/') + 1);

/** The name in the innermost header that begins with a word. */
function named({ headers }: ValuePlace, word: string): string | undefined {
  const header = headers.find((each) => each.startsWith(`${word} `));
  return header === undefined ? undefined : plain(new RegExp(`^\\S+\\s+(${name})`).exec(header)?.[1]);
}

/** The VPC around a place, or that of the cluster around it. */
function vpcOf(place: ValuePlace): ElementId | undefined {
  const { plan } = place.model;
  const own = named(place, 'vpc');
  if (own !== undefined) return plan.vpcs.find((each) => each.name === own)?.id;
  const cluster = named(place, 'cluster');
  return plan.clusters.find((each) => each.name === cluster)?.vpc;
}

/** The subnets in which an address can be meant: the one that is named, that of the node, else all of the VPC. */
function subnetsOf(place: ValuePlace): readonly ElementId[] {
  const { plan } = place.model;
  const inVpc = plan.subnets.filter(({ vpc }) => vpc === vpcOf(place));
  const into = plain(new RegExp(`(?:^|\\s)in\\s+(${name})`).exec(place.rest)?.[1]);
  const around = into === '' ? named(place, 'subnet') : last(into);
  if (around !== undefined) return inVpc.filter((each) => each.name === around).map(({ id }) => id);
  const on = plain(new RegExp(`(?:^|\\s)on\\s+(${name})`).exec(place.rest)?.[1]);
  const machine = on === '' ? named(place, 'node') : last(on);
  const node = plan.nodes.find((each) => each.name === machine);
  const own = node?.podSubnet ?? node?.subnet;
  return own === undefined ? inVpc.map(({ id }) => id) : [own];
}

/** A plan without what the statement itself was given: that address is as free as before. */
function others(place: ValuePlace): Plan {
  const { plan } = place.model;
  const [, word = '', written] = new RegExp(`^(\\S+)\\s+(${name})`).exec(place.said) ?? [];
  const own = last(plain(written));
  if (word === 'eni') {
    const around = named(place, 'node');
    const nodes = plan.nodes.map((node) =>
      node.name === around ? { ...node, enis: node.enis.filter(({ index }) => index !== Number(own)) } : node,
    );
    return { ...plan, nodes };
  }
  const isOther = (item: { readonly name: string }): boolean => item.name !== own;
  const node = word === 'node' ? plan.nodes.find((each) => !isOther(each))?.id : undefined;
  return {
    ...plan,
    nodes: word === 'node' ? plan.nodes.filter(isOther) : plan.nodes,
    hosts: word === 'host' ? plan.hosts.filter(isOther) : plan.hosts,
    gateways: word === 'nat-gateway' ? plan.gateways.filter(isOther) : plan.gateways,
    // pods that were put there go elsewhere
    pods: plan.pods.filter((pod) => (word !== 'pod' || isOther(pod)) && (node === undefined || pod.node !== node)),
  };
}

function addresses(place: ValuePlace): ProposedValue[] {
  const plan = others(place);
  const subnets = subnetsOf(place);
  return subnets.slice(0, mostValues).flatMap((id) =>
    freeAddresses(plan, id, subnets.length > 1 ? 1 : mostAddresses).map((text) => ({
      text,
      what: `free in ${plan.subnets.find((each) => each.id === id)?.name ?? ''}`,
    })),
  );
}

/** Zones that the file uses, and those beside them: AWS has at least three in a region, `a` to `c`. */
function zones({ model: { plan } }: ValuePlace): ProposedValue[] {
  const used = new Set([...plan.subnets, ...plan.nodes].flatMap(({ zone }) => zone ?? []));
  const beside = [...used].flatMap((zone) => {
    const region = /^([a-z]+(?:-[a-z]+)+-\d)[a-z]$/.exec(zone)?.[1];
    return region === undefined ? [] : ['a', 'b', 'c'].map((letter) => region + letter);
  });
  const more = [...new Set(beside)].filter((zone) => !used.has(zone)).sort();
  return [
    ...[...used].sort().map((text) => ({ text, what: 'a zone of this file' })),
    ...more.map((text) => ({ text, what: 'of the same region' })),
  ];
}

/** Ports on which pods listen, by name where they have one, then by number. */
function listened(pods: readonly PlannedPod[]): ProposedValue[] {
  const found = new Map<string, string>();
  const byName = pods.flatMap(({ listens }) => listens.filter((each) => each.name !== undefined));
  for (const each of byName) found.set(each.name!, `port ${each.port}/${each.protocol} of the selected pods`);
  for (const { port, protocol } of pods.flatMap(({ listens }) => listens))
    found.set(String(port), `${protocol}, of the selected pods`);
  return [...found].map(([text, what]) => ({ text, what }));
}

/** Pods that the Service around a place selects. */
function selected(place: ValuePlace): readonly PlannedPod[] {
  const { topology, plan } = place.model;
  const service = named(place, 'service');
  const cluster = topology.clusters.find((each) => each.name === named(place, 'cluster'));
  const namespace = named(place, 'namespace');
  const found = cluster?.services.find(
    (each) => each.name === last(service ?? '') && (namespace === undefined || each.namespace === namespace),
  );
  if (!found) return [];
  const requirements = found.selector?.requirements ?? [{ key: 'app', operator: 'in', values: [found.name] }];
  return plan.pods.filter(
    (pod) => pod.cluster === cluster?.id && pod.namespace === found.namespace && selects(requirements, pod.labels),
  );
}

/** Pods of the workload around a place. */
function ownPods(place: ValuePlace): readonly PlannedPod[] {
  const { topology, plan } = place.model;
  const cluster = topology.clusters.find((each) => each.name === named(place, 'cluster'));
  const words = ['deployment', 'statefulset', 'daemonset'];
  const own = words.map((word) => named(place, word)).find((each) => each !== undefined);
  const workload = cluster?.workloads.find((each) => each.name === last(own ?? ''));
  return workload ? plan.pods.filter((pod) => pod.workload === workload.id) : [];
}

function labels(all: readonly { readonly labels: Labels }[], what: string): ProposedValue[] {
  const found = new Set(all.flatMap((each) => Object.entries(each.labels).map(([key, value]) => `${key}=${value}`)));
  return [...found].filter((text) => /^[\w./=-]+$/.test(text)).map((text) => ({ text, what }));
}

/** The ports of what a walk asks for. */
function askedPorts({ model: { plan } }: ValuePlace, [, asked]: RegExpExecArray): ProposedValue[] {
  const wanted = last(plain(asked));
  const services = plan.services.filter((each) => each.name === wanted);
  const machines = [...plan.pods, ...plan.hosts].filter((each) => each.name === wanted);
  const found = new Map<string, string>();
  for (const { ports } of services)
    for (const { port, protocol } of ports) found.set(String(port), `${protocol}, of service ${wanted}`);
  for (const { listens } of machines)
    for (const { port, protocol } of listens) found.set(String(port), `${protocol}, of ${wanted}`);
  return [...found].map(([text, what]) => ({ text, what }));
}

/** Blocks that a line of a filter or a route can name: this VPC's and its subnets', the others', and everything. */
function blocks(place: ValuePlace, own: boolean): ProposedValue[] {
  const { plan } = place.model;
  const vpc = vpcOf(place);
  const of = (each: { readonly name: string; readonly cidrs: readonly string[] }) =>
    each.cidrs.map((text) => ({ text, what: `vpc ${each.name}` }));
  const subnets = plan.subnets.filter((each) => own && each.vpc === vpc);
  return [
    { text: '0.0.0.0/0', what: 'every IPv4 address' },
    ...plan.vpcs.filter(({ id }) => own || id !== vpc).flatMap(of),
    ...subnets.flatMap(({ cidr, name: subnet }) =>
      cidr === undefined ? [] : [{ text: cidr, what: `subnet ${subnet}` }],
    ),
  ];
}

type Rule = readonly [said: RegExp, values: (place: ValuePlace, said: RegExpExecArray) => readonly ProposedValue[]];

const list = String.raw`\s+(?:[^\s,]+\s*,\s*)*$`;

/** What is due behind which words. */
const rules: readonly Rule[] = [
  [
    new RegExp(`^vpc\\s+${name}\\s+$`),
    ({ model }) => freeVpcBlocks(model.plan, 3).map((text) => ({ text, what: 'overlaps no VPC of this file' })),
  ],
  [
    new RegExp(`^subnet\\s+${name}\\s+$`),
    (place) => {
      const vpc = vpcOf(place);
      const free = vpc === undefined ? [] : freeSubnetBlocks(place.model.plan, vpc);
      return free.map((text) => ({ text, what: 'free in this VPC' }));
    },
  ],
  [new RegExp(`^(?:host|node)\\s+${name}(?:\\s+(?!in\\s|zone\\s|on\\s)[\\w.-]+)?\\s+$`), addresses],
  [new RegExp(`^(?:pod|nat-gateway)\\s+${name}\\s+$`), addresses],
  [/^(?:eni\s+\d+|x-eni)\s+$/, addresses],
  [/\szone\s+$/, zones],
  [/^port\s.*->\s*$/, (place) => listened(selected(place))],
  [/^expose\s.*->\s*$/, (place) => listened(ownPods(place))],
  [
    new RegExp(`^(?:nodeSelector|(?:ingress|egress)\\s.*\\sto\\s+nodes)${list}`),
    ({ model }) => labels(model.plan.nodes, 'a label of nodes'),
  ],
  [new RegExp(`(?:^|\\s)(?:selector|podSelector)${list}`), ({ model }) => labels(model.plan.pods, 'a label of pods')],
  [new RegExp(`^(?:walk|expect)\\s.*\\sto\\s+(?:[\\w-]+\\s+)?(${name}):$`), askedPorts],
  [new RegExp(`^(?:ingress|egress)\\s.*\\s(?:from|to)${list}`), (place) => blocks(place, true)],
  [/^route\s+$/, (place) => blocks(place, false)],
];

/** The literals that are due at a place, from what the file says and what was filled in. */
export function completeValues(place: ValuePlace): readonly ProposedValue[] {
  if (place.said.length > longestSaid) return [];
  for (const [said, values] of rules) {
    const match = said.exec(place.said);
    if (match) return values(place, match).slice(0, mostValues);
  }
  return [];
}
