import { type Ip, parseIp } from '../../../base/addr/index.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';

/** An address that people dial, and that of the front end from which machines are asked. */
export interface Vip {
  readonly public: Ip;
  readonly from: Ip;
  readonly source: ElementId;
}

/** The forwarding rule of a balancer that hands packets over as they are. */
export interface PassedRule {
  /** Its address, which its machines take for their own. */
  readonly address: Ip;
  readonly name: string;
  readonly source: ElementId;
  /** Where its checks come from. */
  readonly prober: Ip;
  readonly machines: ReadonlySet<Ip>;
  /** Of an internal one: the subnet that its address is of, and those whose machines may be its clients. */
  readonly inside?: {
    readonly subnet: ElementId;
    readonly clients: ReadonlySet<ElementId>;
    readonly everywhere?: true;
  };
}

/** The forwarding rule of proxies that stand in the network. */
export interface RelayedRule {
  /** Its address. */
  readonly address: Ip;
  readonly name: string;
  readonly source: ElementId;
  /** That of the proxies, and the subnet that they have it of. */
  readonly proxy: Ip;
  readonly subnet: ElementId;
  /** Of an internal one: the subnets whose machines may be its clients. */
  readonly clients?: ReadonlySet<ElementId>;
  readonly everywhere?: true;
}

/** Whether anything of Google's stands outside of the network and asks its machines: a front end, or who checks them. */
export const hasFronts = ({
  vips,
  passed,
  relayed,
}: {
  readonly vips: readonly Vip[];
  readonly passed: readonly PassedRule[];
  readonly relayed: readonly RelayedRule[];
}): boolean => vips.length + passed.length + relayed.length > 0;

/** Whether a balancer stands at Google's edge and ends connections there. */
export const isAtEdge = (kind: string): boolean => kind === 'gfe' || kind === 'gfe-managed';

/** Those of front ends outside of the network. */
export const vipsOf = ({ balancers }: Plan, id: ElementId): readonly Vip[] =>
  balancers
    .filter((each) => each.vpc === id && isAtEdge(each.kind))
    .flatMap(({ id: source, nodes }) =>
      nodes.flatMap(({ address, public: outer }): Vip[] => {
        const [from, vip] = [parseIp(address), parseIp(outer?.address ?? '')];
        return from === undefined || vip === undefined ? [] : [{ public: vip, from, source }];
      }),
    );

/** Balancers of which packets keep the address that was asked. */
export function passedRules(plan: Plan, id: ElementId): readonly PassedRule[] {
  const own = plan.balancers.filter(({ vpc }) => vpc === id);
  return own.flatMap(({ id: source, name, scheme, groups, nodes }) =>
    nodes.flatMap((node): PassedRule[] => {
      const [address, prober] = [parseIp(node.passed ?? ''), parseIp(node.prober ?? '')];
      if (address === undefined || prober === undefined) return [];
      const machines = groups.flatMap(({ targets }) => targets.flatMap((target) => parseIp(target.address) ?? []));
      const clients = new Set(node.clients ?? [node.subnet]);
      return [
        {
          ...{ address, prober, name, source, machines: new Set(machines) },
          ...(scheme === 'internal'
            ? { inside: { subnet: node.subnet, clients, ...(node.everywhere ? { everywhere: true as const } : {}) } }
            : {}),
        },
      ];
    }),
  );
}

/** Those of proxies in subnets of the network. */
export const relayedRules = ({ balancers }: Plan, id: ElementId): readonly RelayedRule[] =>
  balancers
    .filter((each) => each.vpc === id && each.kind === 'envoy')
    .flatMap(({ id: source, name, scheme, nodes }) =>
      nodes.flatMap(({ address, subnet, dialled, clients, everywhere, public: outer }): RelayedRule[] => {
        const inside = scheme === 'internal';
        const [proxy, own] = [parseIp(address), parseIp((inside ? dialled : outer?.address) ?? '')];
        if (proxy === undefined || own === undefined) return [];
        return [
          {
            address: own,
            name,
            source,
            proxy,
            subnet,
            ...(inside ? { clients: new Set(clients), ...(everywhere ? { everywhere } : {}) } : {}),
          },
        ];
      }),
    );
