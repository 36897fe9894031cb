import { type Cidr, cidrFamily, parseCidr, plus, showCidr, showIp } from '../base/addr/index.ts';
import { settingOf } from '../topology/setting.ts';
import type { Subnet, Vpc } from '../topology/vpc.ts';
import type { Draft } from './draft.ts';
import { SubnetBook, type Tabled } from './subnet-book.ts';
import { routesOf } from './subnet-routes.ts';

/** Blocks, subnets with their tables, gateways, and the addresses of all that the author placed in a subnet. */
export function planVpcs(draft: Draft): void {
  for (const vpc of draft.topology.vpcs) {
    const cloud = vpc.cloud ?? 'aws';
    if (!draft.cloudOf(cloud)) draft.lacks(vpc.id, `vpc on ${cloud}`);
    if (vpc.cloud === undefined) draft.supply(vpc.id, 'on aws', 'A VPC without a cloud is on AWS.');
    const blocks = vpc.cidrs.flatMap((each) => parseCidr(each.text)?.cidr ?? []);
    const primary = blocks.find((block) => cidrFamily(block) === 4);
    const reserved = draft.cloudOf(cloud)?.reserved ?? { first: 4, last: 1 };
    draft.vpcs.push({
      id: vpc.id,
      name: vpc.name,
      cloud,
      cidrs: blocks.map(showCidr),
      reserved,
      ...(draft.cloudOf(cloud)?.nameserver === undefined ? {} : { nameserver: draft.cloudOf(cloud)!.nameserver! }),
      ...(primary && primary.bits <= 30 && draft.cloudOf(cloud)?.resolves
        ? { resolver: showIp(plus(primary.base, 2)) }
        : {}),
    });
    const resolver = draft.vpcs.at(-1)?.resolver;
    const isOff = settingOf(vpc.settings, 'enable-dns-support')?.values[0] === 'false';
    if (resolver !== undefined && isOff) draft.foreign.set(resolver, 'the VPC resolver');
    let ports = 0;
    for (const subnet of vpc.subnets) {
      const of = blocksOf(subnet);
      const routerPort = of.v4 && draft.cloudOf(cloud)?.routerPort?.(ports++);
      const tabled = { ...tableOf(vpc, subnet), ...(routerPort === undefined ? {} : { routerPort }) };
      draft.subnets.set(subnet.id, new SubnetBook(subnet, of, reserved, tabled));
    }
    if (!draft.cloudOf(cloud)?.firewalls) for (const each of vpc.firewallRules) draft.lacks(each.id, 'firewall-rule');
  }
}

function blocksOf(subnet: Subnet): { v4: Cidr | undefined; v6: Cidr | undefined } {
  const blocks = subnet.cidrs.flatMap((each) => parseCidr(each.text)?.cidr ?? []);
  return { v4: blocks.find((each) => cidrFamily(each) === 4), v6: blocks.find((each) => cidrFamily(each) === 6) };
}

function tableOf(vpc: Vpc, subnet: Subnet): Tabled {
  const { id, name, routes } = routesOf(vpc, subnet);
  const fallback = routes.find((route) => route.destination === '0.0.0.0/0')?.target;
  const gateway = fallback?.kind === 'element' ? vpc.gateways.find((each) => each.id === fallback.of) : undefined;
  const reach =
    gateway?.kind === 'internet-gateway'
      ? 'public'
      : fallback && fallback.kind !== 'blackhole'
        ? 'private'
        : 'isolated';
  return { ...(id === undefined ? {} : { routeTable: id }), routeTableName: name, reach };
}
