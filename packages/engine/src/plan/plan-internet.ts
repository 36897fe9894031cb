import { type Cidr, cidr, contains, mask, parseCidr, parseIp, plus, showCidr, showIp } from '../base/addr/index.ts';
import type { ElementId } from '../topology/id.ts';
import type { HomeRouter, Internet, Lan } from '../topology/internet.ts';
import { settingOf } from '../topology/setting.ts';
import type { Written } from '../topology/vpc.ts';
import { type DhcpPool, dhcpOf, givesBySetting } from './dhcp.ts';
import { type Draft, inOrder } from './draft.ts';
import { nextOutside } from './drawn-addresses.ts';
import type { Listen, PlannedHost, PlannedRouter } from './plan.ts';
import { listenOf } from './plan-hosts.ts';
import { sharedSpace } from './shared-space.ts';
import { written4, written6 } from './take-addresses.ts';
import { zoneServers } from './zone-servers.ts';

/** What stands in a network at home: its block, and who gives addresses in it. */
interface Home {
  readonly block: Cidr;
  readonly pool: DhcpPool | undefined;
}

/** Everything outside of clouds: networks at home with their routers, clients and servers. */
export function planInternet(draft: Draft): void {
  const { internet } = draft.topology;
  if (!internet) return;
  const homes = new Map<ElementId, Home>();
  for (const lan of inOrder(internet.lans)) homes.set(lan.id, planLan(draft, internet, lan));
  for (const host of inOrder(internet.hosts)) {
    const { place } = host;
    if (place.kind === 'subnet') continue;
    planMachine(draft, homes, {
      ...{ id: host.id, name: host.name, kind: 'server', addresses: host.addresses },
      ...(place.kind === 'lan' ? { lan: place.of } : place.kind === 'as' ? { as: place.of } : {}),
      listens: host.ports.map((port) => listenOf(port)),
    });
  }
  for (const client of internet.clients)
    planMachine(draft, homes, {
      ...{ id: client.id, name: client.name, kind: 'client', addresses: client.addresses, listens: [] },
      ...(client.lan === undefined ? {} : { lan: client.lan }),
      ...(client.as === undefined ? {} : { as: client.as }),
    });
  for (const { id, name, addresses, as } of internet.resolvers)
    planMachine(draft, homes, {
      id,
      name,
      kind: 'server',
      addresses,
      ...(as === undefined ? {} : { as }),
      listens: dns(id),
    });
  for (const { id, name, text, source } of zoneServers(internet)) {
    if (draft.hosts.some(({ address }) => address !== undefined && parseIp(address) === parseIp(text))) continue;
    draft.hosts.push({
      ...{ id, source, name, kind: 'server', address: text, addressAssigned: false, securityGroups: [] },
      listens: dns(source),
    });
  }
}

/** A server of names listens on port 53. */
const dns = (id: ElementId): readonly Listen[] =>
  (['udp', 'tcp'] as const).map((protocol) => ({ id, protocol, port: 53 }));

type Machine = Pick<PlannedHost, 'id' | 'name' | 'kind' | 'listens' | 'lan' | 'as'>;
type WrittenMachine = Machine & { readonly addresses: readonly Written[] };

function planMachine(
  draft: Draft,
  homes: ReadonlyMap<ElementId, Home>,
  { addresses, ...machine }: WrittenMachine,
): void {
  // a network at home is one of IPv4
  const own6 = machine.lan === undefined ? written6(addresses) : undefined;
  const wrote = written4(addresses) ?? own6;
  const isOpen = addresses.length === 0;
  if (wrote === undefined && !isOpen) draft.lacks(machine.id, `${machine.kind} without an IPv4 address`);
  const address =
    wrote ??
    (!isOpen
      ? undefined
      : machine.lan === undefined
        ? draw(draft, machine)
        : lease(draft, homes.get(machine.lan), machine));
  draft.hosts.push({
    ...machine,
    ...(address === undefined ? {} : { address }),
    addressAssigned: wrote === undefined,
    ...(own6 === undefined || own6 === address ? {} : { address6: own6 }),
    securityGroups: [],
  });
}

/** A client without an address has one that its provider draws. A server that nobody can find has none. */
function draw(draft: Draft, { id, kind }: Machine): string | undefined {
  if (kind !== 'client') return undefined;
  const address = nextOutside(draft.drawn);
  draft.drawn.set(id, address);
  draft.supply(id, address, 'Its provider draws an address; this one stands for it.');
  return address;
}

function lease(draft: Draft, home: Home | undefined, { id }: Machine): string | undefined {
  const next = home?.pool?.addresses.next();
  if (next === undefined || !home?.pool) return undefined;
  const address = showIp(next);
  draft.supply(id, address, `DHCP of router ${home.pool.router}: the lowest free address of ${home.pool.range}.`);
  return address;
}

function planLan(draft: Draft, internet: Internet, lan: Lan): Home {
  const routers = inOrder(internet.routers).filter((each) => each.lan === lan.id);
  const block = blockOf(draft, lan, routers);
  const planned = routers.map((router) => planRouter(draft, internet, lan, router, block));
  for (const router of planned) draft.routers.push(router);
  const [first] = planned;
  draft.lans.push({
    ...{ id: lan.id, name: lan.name, cidr: showCidr(block) },
    ...(first === undefined ? {} : { router: first.id }),
  });
  const inside = [...internet.clients.filter((each) => each.lan === lan.id), ...internet.hosts.filter(isIn(lan))];
  const taken = [
    ...planned.map(({ address }) => address),
    ...inside.flatMap(({ addresses }) => written4(addresses) ?? []),
  ];
  const giver = routers.find(givesBySetting) ?? routers[0];
  return { block, pool: giver && dhcpOf(giver, block, taken) };
}

const isIn =
  (lan: Lan) =>
  ({ place }: Internet['hosts'][number]): boolean =>
    place.kind === 'lan' && place.of === lan.id;

/** The written block; else the /24 around the router's address, else the one that most routers come with. */
function blockOf(draft: Draft, lan: Lan, routers: readonly HomeRouter[]): Cidr {
  const written = lan.cidrs.map(({ text }) => parseCidr(text)?.cidr).find((block) => typeof block?.base === 'number');
  if (written) return written;
  const own = parseIp(routers.map(({ addresses }) => written4(addresses)).find((each) => each !== undefined) ?? '');
  const block = own === undefined ? cidr('192.168.1.0/24') : { base: mask(own, 24), bits: 24 };
  const why = own === undefined ? 'A home network has no block of its own here.' : "The /24 of its router's address.";
  draft.supply(lan.id, showCidr(block), why);
  return block;
}

function planRouter(draft: Draft, internet: Internet, lan: Lan, router: HomeRouter, block: Cidr): PlannedRouter {
  const { id, name, as } = router;
  const wrote = written4(router.addresses);
  const address = wrote ?? showIp(block.bits > 30 ? block.base : plus(block.base, 1));
  if (wrote === undefined) draft.supply(id, address, `The first address of lan ${lan.name}.`);
  const wan = router.wan && written4([router.wan]);
  const drawn = wan ?? nextOutside(draft.drawn);
  if (wan === undefined) {
    draft.drawn.set(id, drawn);
    draft.supply(id, `wan ${drawn}`, 'Its provider draws the outside address; this one stands for it.');
  }
  const carrier = contains(sharedSpace, parseIp(drawn)!) ? carrierOf(draft, internet, router) : undefined;
  return {
    ...{ id, name, lan: lan.id, address, wan: drawn, wanDrawn: wan === undefined },
    ...(as === undefined ? {} : { as }),
    ...(carrier === undefined ? {} : { carrier }),
    napt: settingOf(router.settings, 'napt')?.values[0] !== 'false',
  };
}

/** The translator of the router's provider: one for each autonomous system, with the written address or a drawn one. */
function carrierOf(draft: Draft, internet: Internet, { id, as }: HomeRouter): string {
  const key = `${as ?? internet.id}#cgnat`;
  if (draft.carriers.some((each) => each.id === key)) return key;
  const system = internet.systems.find((each) => each.id === as);
  const setting = settingOf(system?.settings ?? [], 'cgnat');
  const wrote = setting && written4(setting.values.map((text) => ({ id: setting.id, text })));
  const address = wrote ?? nextOutside(draft.drawn);
  const source = wrote === undefined ? (system?.id ?? id) : setting!.id;
  if (wrote === undefined) {
    draft.drawn.set(source, address);
    draft.supply(
      source,
      `cgnat ${address}`,
      'The provider translates to an address that it draws; this one stands for it.',
    );
  }
  draft.carriers.push({
    ...{
      id: key,
      name: `carrier NAT${system ? ` of ${system.name}` : ''}`,
      address,
      drawn: wrote === undefined,
      source,
    },
    ...(as === undefined ? {} : { as }),
  });
  return key;
}
