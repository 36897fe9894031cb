import { type Cidr, cidr, contains, type Ip, parseIp, showCidr } from '../../../base/addr/index.ts';
import type { FilterList, FilterRule, Guard } from '../../../network/guard.ts';
import type { Plan } from '../../../plan/plan.ts';
import { settingOf } from '../../../topology/setting.ts';
import type { Vpc } from '../../../topology/vpc.ts';

const stage = 'VPC Block Public Access';

/**
 * What VPC Block Public Access puts between a VPC and its internet gateway, seen from the gateway: `ingress` is what leaves the VPC.
 * Answers of connections that it lets out come back. `block-ingress` lets NAT gateways alone open connections; an exclusion of
 * `allow-egress` counts with `block-bidirectional` alone (EC2 API, BlockPublicAccessStates, VpcBlockPublicAccessExclusion).
 * Undefined: it is off.
 */
export function publicAccessGuard(plan: Plan, vpc: Vpc): Guard | undefined {
  const mode = settingOf(vpc.settings, 'internet-gateway-block-mode');
  const [word] = mode?.values ?? [];
  if (word !== 'block-bidirectional' && word !== 'block-ingress') return undefined;
  const whole = settingOf(vpc.settings, 'internet-gateway-exclusion-mode')?.values[0];
  const subnets = plan.subnets.filter((each) => each.vpc === vpc.id && each.cidr !== undefined);
  const excluded = (wanted: string) =>
    subnets.filter(({ id }) => {
      const own = vpc.subnets.find((each) => each.id === id)?.settings ?? [];
      return (settingOf(own, 'internet-gateway-exclusion-mode')?.values[0] ?? whole) === wanted;
    });
  const both = excluded('allow-bidirectional').map((each) => allow(each.name, cidr(each.cidr!), 'allow-bidirectional'));
  const out = excluded('allow-egress').map((each) => allow(each.name, cidr(each.cidr!), 'allow-egress'));
  const nats = plan.gateways.flatMap(({ vpc: of, kind, name, address }): FilterRule[] => {
    const ip = of === vpc.id && kind === 'nat-gateway' && address !== undefined ? parseIp(address) : undefined;
    return ip === undefined ? [] : [rule((each) => each === ip, `${word}: nat-gateway ${name}`)];
  });
  const list = (rules: readonly FilterRule[]): FilterList => ({
    ...{ stage, rules, cause: 'VPC-BPA', otherwise: `${word}: no exclusion lets it pass` },
    ...(mode ? { source: mode.id } : {}),
  });
  return { ingress: list([...both, ...(word === 'block-ingress' ? nats : out)]), egress: list(both) };
}

const allow = (name: string, block: Cidr, how: string): FilterRule =>
  rule((ip) => contains(block, ip), `exclusion of subnet ${name} (${showCidr(block)}): ${how}`);

const rule = (has: (ip: Ip) => boolean, entry: string): FilterRule => ({
  ...{ action: 'allow', entry, peers: { text: entry, has } },
});
