import { contains, type Ip, isPublic, parseCidr, parseIp, showIp } from '../../base/addr/index.ts';
import { systemsOf } from '../../compilers/internet/systems.ts';
import type { Plan } from '../../plan/plan.ts';
import { sharedSpace } from '../../plan/shared-space.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Internet } from '../../topology/internet.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Written } from '../../topology/vpc.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** An address that the author gave to something outside of VPCs. */
interface Placed {
  readonly id: ElementId;
  readonly ip: Ip;
  readonly what: string;
  /** The network at home that it is in; undefined: it is one of the Internet. */
  readonly lan?: ElementId;
  readonly as?: ElementId;
  /** It is behind a carrier's translator. */
  readonly shared?: true;
}

/**
 * NK033: one network has an address once. Two autonomous systems may both have it, each its own machine (anycast). NK034:
 * what is at home has an address of its LAN. NK115: who is in a system that does not announce the address is not found.
 */
export const outsideAddresses: Check = {
  codes: ['NK033', 'NK034', 'NK115'],
  doc: 'An address on the Internet or at home is used twice, lies outside of its LAN, or is one that nobody is told of.',
  *run({ plan }) {
    const { internet } = plan.topology;
    if (!internet) return;
    const placed = placedIn(internet);
    yield* twice(plan, placed);
    yield* outsideLan(plan, placed);
    yield* unheard(internet, placed);
  },
};

function placedIn(internet: Internet): Placed[] {
  const out: Placed[] = [];
  const add = (written: readonly Written[], what: string, place: Pick<Placed, 'lan' | 'as'>): void => {
    for (const { id, text } of written) {
      const ip = parseIp(text);
      if (ip === undefined) continue;
      const shared = place.lan === undefined && contains(sharedSpace, ip);
      out.push({ id, ip, what, ...place, ...(shared ? { shared } : {}) });
    }
  };
  for (const { name, addresses, place } of internet.hosts) {
    const at = place.kind === 'lan' ? { lan: place.of } : place.kind === 'as' ? { as: place.of } : {};
    add(addresses, `host ${name}`, at);
  }
  for (const { name, addresses, lan, as } of internet.clients)
    add(addresses, `client ${name}`, lan === undefined ? inSystem(as) : { lan });
  for (const { name, addresses, wan, lan, as } of internet.routers) {
    add(addresses, `router ${name}`, lan === undefined ? {} : { lan });
    if (wan) add([wan], `router ${name}, outside`, inSystem(as));
  }
  for (const { name, addresses, as } of internet.resolvers) add(addresses, `resolver ${name}`, inSystem(as));
  for (const system of internet.systems) {
    const setting = settingOf(system.settings, 'cgnat');
    if (setting)
      add(
        setting.values.map((text) => ({ id: setting.id, text })),
        `the carrier NAT of ${system.name}`,
        { as: system.id },
      );
  }
  return out;
}

const inSystem = (as: ElementId | undefined): Pick<Placed, 'as'> => (as === undefined ? {} : { as });

function* twice(plan: Plan, placed: readonly Placed[]): Generator<Finding> {
  const systems = systemsOf(plan, []);
  const seen = new Map<string, Placed>();
  for (const each of placed) {
    const key = `${each.lan ?? systems.of(each.as, each.ip)} ${showIp(each.ip)}`;
    const earlier = seen.get(key);
    if (!earlier) seen.set(key, each);
    else
      for (const [mine, other] of [
        [each, earlier],
        [earlier, each],
      ] as const)
        yield {
          ...{ code: 'NK033', severity: 'error', about: mine.id },
          message: `${showIp(mine.ip)} (${mine.what}) is the address of ${other.what} too`,
          related: [{ about: other.id, message: other.what }],
        };
  }
}

function* outsideLan({ lans }: Plan, placed: readonly Placed[]): Generator<Finding> {
  for (const { id, ip, what, lan } of placed) {
    const home = lan === undefined ? undefined : lans.find((each) => each.id === lan);
    if (typeof ip !== 'number' || !home || contains(parseCidr(home.cidr)!.cidr, ip)) continue;
    yield {
      ...{ code: 'NK034', severity: 'error', about: id },
      message: `${showIp(ip)} (${what}) is outside of lan ${home.name} ${home.cidr}: nobody there reaches it`,
      related: [{ about: home.id, message: `lan ${home.name} ${home.cidr}` }],
    };
  }
}

function* unheard({ systems }: Internet, placed: readonly Placed[]): Generator<Finding> {
  for (const { id, ip, what, lan, as, shared } of placed) {
    if (lan !== undefined || shared) continue;
    const text = showIp(ip);
    const warn = (message: string, related: Finding['related'] = []): Finding => ({
      ...{ code: 'NK115', severity: 'warning', about: id, message, related },
    });
    const system = systems.find((each) => each.id === as);
    const announced = system?.announces.flatMap((each) => parseCidr(each.text)?.cidr ?? []) ?? [];
    if (!isPublic(ip)) yield warn(`${text} (${what}) is no address of the Internet: no answer comes back to it`);
    else if (system && !announced.some((block) => contains(block, ip)))
      yield warn(
        `${text} (${what}) is in ${system.name}, which does not announce it: nobody outside of it gets there`,
        [{ about: system.id, message: `as ${system.name}` }],
      );
  }
}
