import { type Ip, parseIp } from '../../../base/addr/index.ts';
import { type Chain, joinRulesets } from '../../../network/netfilter.ts';
import type { Device, Interface } from '../../../network/network.ts';
import type { Plan, PlannedGateway } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';

/** A line of the router to the Internet, and its translation of what leaves by it. */
export interface WayOut {
  readonly gateway: PlannedGateway;
  readonly address: Ip;
  readonly interface: Interface;
  readonly ruleset: NonNullable<Device['ruleset']>;
}

/**
 * Where an ordinary network has a `nat-gateway` of its own with an address: its router, which is Linux, has a line with that address, and what leaves by it becomes this address (MASQUERADE), with its
 * port where that is free. Nothing else is filtered.
 */
export function wayOut(plan: Plan, vpc: ElementId, mtu: number): WayOut | undefined {
  const isOwn = ({ vpc: of, kind, subnet, eip }: PlannedGateway): boolean =>
    of === vpc && kind === 'nat-gateway' && subnet === undefined && eip !== undefined;
  const gateway = plan.gateways.find(isOwn);
  const address = parseIp(gateway?.eip ?? '');
  if (!gateway || address === undefined) return undefined;
  const source = gateway.id;
  const postrouting: Chain = {
    ...{ table: 'nat', name: 'POSTROUTING', policy: 'ACCEPT', source },
    rules: [
      { matches: [{ kind: 'out', name: 'wan' }], target: { kind: 'masquerade', ports: { kind: 'keep' } }, source },
    ],
  };
  return {
    gateway,
    address,
    interface: {
      name: 'wan',
      addresses: [{ ip: address, bits: 32 }],
      answers: [address],
      link: lineOf(vpc),
      mtu,
      source,
    },
    ruleset: joinRulesets([[postrouting]]),
  };
}

export const lineOf = (vpc: ElementId): string => `line ${vpc}`;
