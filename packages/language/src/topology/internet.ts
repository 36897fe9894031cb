import {
  type AutonomousSystem,
  type Client,
  type DnsZone,
  elementId,
  type HomeRouter,
  type Internet,
  type Lan,
  type Resolver,
} from '@netk/engine';
import {
  type AutonomousSystem as AutonomousSystemNode,
  type Client as ClientNode,
  type DnsZone as DnsZoneNode,
  type Internet as InternetNode,
  isAnnounce,
  isAutonomousSystem,
  isClient,
  isDnsZone,
  isHost,
  isLan,
  isRecord,
  isRelation,
  isResolver,
  isRouter,
  isSetting,
  type Lan as LanNode,
  type Resolver as ResolverNode,
  type Router as RouterNode,
} from '../generated/ast.ts';
import { byId, type Draft, docOf, maybe, present } from './draft.ts';
import { host } from './host.ts';
import { operand } from './operand.ts';

function system(draft: Draft, node: AutonomousSystemNode): AutonomousSystem | undefined {
  const id = draft.element(node);
  if (!id || node.number === undefined) return undefined;
  const relations = node.items.filter(isRelation).map((item, index) => {
    const line = draft.part(id, `relation.${index}`, item);
    const of = draft.of(line, item.other);
    const settings = draft.settings(line, item.items.filter(isSetting));
    return of && { id: line, kind: item.kind, of, ...(settings.length > 0 ? { settings } : {}) };
  });
  return {
    id,
    name: node.name,
    number: node.number,
    announces: node.items.filter(isAnnounce).flatMap((item, at) => {
      const settings = draft.settings(draft.part(id, `announce.${at}`, item), item.items.filter(isSetting));
      return draft
        .written(id, `announce.${at}`, item, 'prefixes', item.prefixes)
        .map((each) => (settings.length > 0 ? { ...each, settings } : each));
    }),
    relations: present(relations),
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}

function lan(draft: Draft, node: LanNode): Lan | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const cidrs = draft.written(id, 'cidr', node, 'cidrs', node.cidrs);
  return { id, name: node.name, ...docOf(node), cidrs, settings: draft.settings(id, node.items.filter(isSetting)) };
}

/** What client, resolver and router have in common. */
function machine(draft: Draft, node: ClientNode | ResolverNode | RouterNode): (Resolver & Client) | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const around = draft.around(node);
  return {
    id,
    name: node.name,
    ...docOf(node),
    addresses: draft.written(id, 'address', node, 'addresses', node.addresses),
    ...maybe('lan', around?.type === 'Lan' ? around.id : undefined),
    ...maybe('as', draft.of(id, node.place)),
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}

function router(draft: Draft, node: RouterNode): HomeRouter | undefined {
  const common = machine(draft, node);
  if (!common) return undefined;
  const [wan] = draft.written(common.id, 'wan', node, 'wan', node.wan ? [node.wan] : []);
  return { ...common, ...maybe('wan', wan) };
}

function zone(draft: Draft, node: DnsZoneNode): DnsZone | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const records = node.items.filter(isRecord).map((item, index) => {
    const record = draft.part(id, `record.${index}`, item);
    return {
      id: record,
      name: item.name ?? '',
      type: item.type ?? '',
      values: item.values.map(String),
      ...maybe('target', item.target && operand(draft, record, item.target)),
      ...maybe('ttl', item.ttl),
      ...(item.items.length > 0 ? { settings: draft.settings(record, item.items) } : {}),
    };
  });
  return {
    id,
    name: node.name,
    ...maybe('provider', node.provider),
    ...maybe('privateIn', draft.of(id, node.vpc)),
    servers: draft.written(id, 'server', node, 'servers', node.servers),
    records,
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}

/** The `internet` blocks of all files as one. */
export function internet(draft: Draft, nodes: readonly InternetNode[]): Internet | undefined {
  const [first] = nodes;
  if (!first) return undefined;
  const id = elementId('internet');
  draft.stands(id, first);
  const items = nodes.flatMap((node) => node.items);
  const lans = items.filter(isLan);
  const inside = [...items, ...lans.flatMap((block) => block.items)];
  const hosts = inside.filter(isHost).map((node) => host(draft, node));
  return {
    id,
    systems: byId(present(items.filter(isAutonomousSystem).map((node) => system(draft, node)))),
    lans: byId(present(lans.map((node) => lan(draft, node)))),
    routers: byId(present(inside.filter(isRouter).map((node) => router(draft, node)))),
    clients: byId(present(inside.filter(isClient).map((node) => machine(draft, node)))),
    hosts: byId(present(hosts)),
    resolvers: byId(present(items.filter(isResolver).map((node) => machine(draft, node)))),
    zones: byId(present(items.filter(isDnsZone).map((node) => zone(draft, node)))),
    settings: draft.settings(id, items.filter(isSetting)),
  };
}
