import type { ElementId, Model, Plan } from '@netk/engine';
import { type FileModels, type FileModel as Read, writtenName } from '@netk/language';
import type { End, EndPort, Ends } from '@netk/protocol';
import type { LangiumDocument } from 'langium';

/** Somebody of a plan, before it is known how the name is written. */
interface Named extends Omit<End, 'text'> {
  readonly name: string;
  /** The word that says what it is, before a name that others have, too. */
  readonly noun: string;
}

const joined = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' · ');

const portsOf = (listens: readonly EndPort[]): readonly EndPort[] => {
  const seen = new Map(listens.map((each) => [`${each.port}/${each.protocol}`, each]));
  return [...seen.values()].map(({ port, protocol, name }) => ({
    ...{ port, protocol },
    ...(name === undefined ? {} : { name }),
  }));
};

/** Machines and pods: they send, and are asked. */
function* machines({ pods, nodes, hosts, apiServers }: Plan): Generator<Named> {
  const nodeNames = new Map(nodes.map(({ id, name }) => [id, name]));
  for (const { id, name, node, address, listens } of pods) {
    if (address === undefined) continue;
    const detail = joined(address, node && nodeNames.get(node));
    yield { name, noun: 'pod', kind: 'pod', detail, element: id, sends: true, asked: true, ports: portsOf(listens) };
  }
  const ofServers = new Set(apiServers.flatMap(({ outside, xEnis }) => [outside, ...xEnis]));
  for (const { id, name, kind, address, listens } of hosts) {
    if (ofServers.has(id)) continue;
    yield {
      ...{ name, noun: 'host', kind, detail: address ?? '', element: id },
      ...{ sends: true, asked: true, ports: portsOf(listens) },
    };
  }
  for (const { id, name, address, machine } of nodes)
    yield {
      ...{ name, noun: 'node', kind: 'node', detail: joined(address, machine), element: id },
      ...{ sends: true, asked: true, ports: [] },
    };
}

/** What is only asked. */
function* servers({ services, balancers, apiServers, clusters }: Plan): Generator<Named> {
  for (const { id, name, type, clusterIp, ports, namespace, builtin } of services) {
    if (type === 'ExternalName' || builtin) continue;
    const detail = joined(clusterIp, namespace === 'default' ? undefined : namespace, type);
    yield {
      ...{ name, noun: 'service', kind: 'service', detail, element: id },
      ...{ sends: false, asked: true, ports: portsOf(ports) },
    };
  }
  for (const { id, name, kind, listeners, scheme, refused, hosts } of balancers) {
    if (refused !== undefined) continue;
    const isHttp = listeners.some(({ protocol }) => protocol.startsWith('HTTP'));
    const ports = listeners.map(({ port, protocol }) => ({ port, protocol: protocol === 'UDP' ? 'udp' : 'tcp' }));
    const common = { kind: `load balancer, ${kind}`, detail: scheme, element: id, sends: false, asked: true };
    // of one with hosts of its own the URLs are what is asked
    if (!(isHttp && hosts.length > 0)) yield { ...common, name, noun: 'load-balancer', ports: portsOf(ports) };
  }
  for (const { id, cluster } of apiServers) {
    const name = clusters.find((each) => each.id === cluster)?.name;
    if (name !== undefined)
      yield {
        name,
        noun: 'apiserver',
        kind: 'API server',
        detail: '',
        element: id,
        sends: true,
        asked: true,
        ports: [],
      };
  }
}

/** The URLs that load balancers answer to. */
function* urls({ balancers }: Plan): Generator<End> {
  for (const { hosts, listeners, name } of balancers)
    for (const host of hosts) {
      if (host.includes('*')) continue;
      const scheme = listeners.some(({ protocol }) => protocol === 'HTTPS') ? 'https' : 'http';
      yield {
        ...{ text: `${scheme}://${host}/`, kind: 'URL', detail: name, sends: false, asked: true, ports: [] },
      };
    }
}

/** An id without what tells equal names apart, which is how a name is written in full. */
const path = (id: ElementId): string =>
  id
    .replace(/[#~].*$/, '')
    .split('/')
    .map(writtenName)
    .join('/');

function written(all: readonly Named[]): readonly End[] {
  // a load balancer is always written with its noun, and its Service is called as it is
  const count = new Map<string, number>();
  for (const { name, noun } of all) {
    const of = noun === 'load-balancer' ? `${noun} ${name}` : name;
    count.set(of, (count.get(of) ?? 0) + 1);
  }
  return all.map(({ name, noun, ...end }) => {
    const short = writtenName(name);
    const isShort = count.get(noun === 'load-balancer' ? `${noun} ${name}` : name) === 1 && !short.startsWith('"');
    const isNoun = noun === 'apiserver' || noun === 'load-balancer' || noun === 'node';
    if (isShort && !isNoun) return { text: short, ...end };
    return { text: `${noun} ${isShort || noun === 'apiserver' ? short : path(end.element as ElementId)}`, ...end };
  });
}

/** Ends that other walks of the file have, which may be addresses and URLs that no element has. */
function* asWritten({ topology: { walks } }: Read, uri: string): Generator<End> {
  for (const walk of walks) {
    if (walk.uri !== uri) continue;
    for (const side of ['from', 'to'] as const) {
      const { kind, text } = walk[side];
      if (kind !== 'url' && kind !== 'address') continue;
      yield {
        ...{ text: kind === 'url' ? text.replaceAll('"', '') : text, kind: kind === 'url' ? 'URL' : 'address' },
        ...{ detail: joined(walk.name, walk.title), sends: side === 'from', asked: side === 'to', ports: [] },
      };
    }
  }
}

const internet: End = {
  ...{ text: 'internet', kind: 'internet', detail: 'somebody outside', sends: true, asked: false, ports: [] },
};

function everybody(model: Model): readonly Named[] {
  return [...machines(model.plan), ...servers(model.plan)];
}

/** Everybody who can be at an end of a walk of the file, in the order in which people look for them. */
export function endsOf(document: LangiumDocument, models: FileModels): Ends {
  const file = models.of(document);
  const uri = document.uri.toString();
  const all = [...written(everybody(file.model)), ...urls(file.model.plan), internet, ...asWritten(file, uri)];
  const seen = new Set<string>();
  const ends = all.filter(({ text, sends, asked }) => {
    const key = `${text} ${sends} ${asked}`;
    return !seen.has(key) && seen.add(key);
  });
  return { uri, version: document.textDocument.version, ends };
}
