import { absolute, isWithin, type Zone } from '../../network/dns.ts';
import type { Names } from '../../network/resolver.ts';
import type { PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { amazonNames } from './amazon-names.ts';
import { endpointZones } from './api-server-names.ts';
import { balancerRecords } from './balancer-records.ts';
import { isTopLevel } from './top-level-domains.ts';
import { writtenZone } from './written-zones.ts';

/** All zones of a file: those that everybody sees, and those of VPCs. */
export interface FileNames extends Names {
  /** Private zones that the resolver of a VPC sees. */
  privateIn(vpc: ElementId): readonly Zone[];
}

/**
 * The names of the Internet: the zones of the file, those that AWS has for load balancers, and a name that an Ingress or Gateway claims
 * and no zone has: somebody's DNS leads it to the balancer.
 */
export function internetNames(plan: Plan): FileNames {
  const known = made.get(plan);
  if (known) return known;
  const names = makeNames(plan);
  made.set(plan, names);
  return names;
}

const made = new WeakMap<Plan, FileNames>();

function makeNames(plan: Plan): FileNames {
  const written = plan.topology.internet?.zones ?? [];
  const open = written.filter(({ privateIn }) => privateIn === undefined);
  const zones = open.map((zone) => writtenZone(plan, zone, open));
  const own = written.flatMap((zone) =>
    zone.privateIn === undefined ? [] : [{ zone: writtenZone(plan, zone, []), vpc: zone.privateIn, source: zone.id }],
  );
  const hidden = [...own, ...endpointZones(plan)];
  const all = [...zones, amazonNames(plan)];
  const claimed = claimsOf(plan, zones);
  return {
    zonesOf: (name) =>
      [...all.filter((zone) => isWithin(name, zone.name)), claimed(name) ?? []]
        .flat()
        .sort((a, b) => depthOf(a.name) - depthOf(b.name)),
    privateZoneOf(name) {
      // everybody has an answer for the endpoints of API servers
      const found = own.find(({ zone }) => isWithin(name, zone.name));
      return found && { title: `private ${found.zone.title}`, source: found.source };
    },
    // names for documentation stand for real ones (RFC 2606), and what is claimed is somebody's
    isNowhere: (name) =>
      !isClaimed(plan, name) &&
      lastLabel(name) !== 'example' &&
      !all.some((zone) => zone.name !== '' && isWithin(name, zone.name)) &&
      !isTopLevel(lastLabel(name)),
    whyNot: (name) => whyNot(plan, name),
    privateIn: (vpc) => hidden.filter((each) => each.vpc === vpc).map(({ zone }) => zone),
  };
}

/** The balancers that claim a name, exactly or by a wildcard. */
const claimantsOf = ({ balancers }: Plan, name: string): readonly PlannedBalancer[] =>
  balancers.filter(({ hosts }) =>
    hosts.some((host) => {
      const own = absolute(host);
      return own === name || (own.startsWith('*.') && name.endsWith(own.slice(1)));
    }),
  );

const isClaimed = (plan: Plan, name: string): boolean => claimantsOf(plan, name).length > 0;

/** Whom a name could be meant for, where no zone has it. */
function whyNot(plan: Plan, name: string): string {
  const [one, other] = claimantsOf(plan, name);
  if (one && other) return `${one.name} and ${other.name} both claim ${name}: a record has to say which`;
  if (one?.refused !== undefined) return `${one.name} has no load balancer: ${one.refused}`;
  if (one) return `the load balancer of ${one.name} has no address`;
  return `no record, Ingress or Gateway of the file claims the name ${name}`;
}

const lastLabel = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

const depthOf = (name: string): number => (name === '' ? 0 : name.split('.').length);

/**
 * A zone of the one name that a balancer claims, exactly or by a wildcard, where no zone of the file is about it. A name that two claim
 * is nobody's.
 */
function claimsOf(plan: Plan, written: readonly Zone[]): (name: string) => Zone | undefined {
  const claims = new Map<string, PlannedBalancer[]>();
  for (const balancer of plan.balancers)
    for (const host of balancer.hosts) {
      const name = absolute(host);
      claims.set(name, [...(claims.get(name) ?? []), balancer]);
    }
  return (name) => {
    if (written.some((zone) => zone.name.includes('.') && isWithin(name, zone.name))) return undefined;
    const [balancer, other] = claims.get(name) ?? wildcardOf(claims, name) ?? [];
    const records = balancer && !other ? balancerRecords(plan, balancer, name, `claimed by ${balancer.name}`) : [];
    if (!balancer || records.length === 0) return undefined;
    return {
      ...{ name, title: `whatever zone has ${name}`, servers: [], source: balancer.id },
      soa: { ttl: 900, minimum: 86_400 },
      at: (asked) => (asked === name ? records : undefined),
    };
  };
}

/** Those who claim a wildcard that a name fits, the longest first. */
function wildcardOf(
  claims: ReadonlyMap<string, readonly PlannedBalancer[]>,
  name: string,
): readonly PlannedBalancer[] | undefined {
  const labels = name.split('.');
  for (let i = 1; i < labels.length; i++) {
    const found = claims.get(`*.${labels.slice(i).join('.')}`);
    if (found) return found;
  }
  return undefined;
}
