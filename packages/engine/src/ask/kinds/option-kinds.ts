import type { Ip } from '../../base/addr/index.ts';
import type { Work } from '../../base/work.ts';
import type { Network } from '../../network/network.ts';
import { machinesByAddress } from '../../plan/addressed-machines.ts';
import { madeLike } from '../../plan/like-pods.ts';
import type { Plan } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Footprint } from '../../walk/footprint.ts';
import type { Lead, Moment, Parts } from '../../walk/kinds.ts';
import type { WayKinds } from '../../walk/way-kinds.ts';
import { Crowds, type InCrowd } from './crowds.ts';
import { learnBut, sizeOf } from './learn.ts';
import type { Like } from './machine.ts';
import { Machines, nothingSeen, type Standing } from './machine-kinds.ts';
import { numberOf } from './numbers.ts';
import { ownTexts } from './own-texts.ts';

/** What one run looked at, and the machines that stood for others in it. */
interface Run {
  readonly footprint: Footprint;
  readonly standing: readonly string[];
}

/** Of more machines nobody writes down what they have. */
const mostMachines = 4096;

/** What is known of the alternatives of a choice since the last time that something was learnt. */
interface KnownLeads {
  readonly texts: readonly string[];
  /** The machine of each. */
  readonly ids: readonly (string | undefined)[];
  /** Whether they were met behind another choice. */
  readonly behind: boolean;
  /** Their machines, and where those live. */
  readonly places: ReadonlySet<string>;
  /** Where the walk has met none of them. */
  parts?: Parts;
}

/** The first of a crowd with what was seen of its address, and the second. */
interface Shown {
  readonly id: string;
  readonly said: string;
  second: { readonly id: string; readonly said: string } | undefined;
}

/**
 * The kinds of machines among which the choices of one walk are made: the targets of a load balancer, the endpoints behind
 * it. They are learnt like the kinds of pairs (`deciding`): by walking two of each, until that looked at nothing new.
 */
export class OptionKinds implements WayKinds {
  readonly walked: WayKinds['walked'] = new Map();
  readonly #network: Network;
  readonly #standing: Standing;
  readonly #like: Like;
  readonly #apart: ReadonlySet<string>;
  readonly #owners: ReadonlyMap<Ip, string | undefined>;
  /** The machines that choices were between, and whether one was behind another choice. */
  readonly #members = new Map<string, { behind: boolean }>();
  #seen = nothingSeen();
  /** Chains that one alternative alone leads to. */
  readonly #chains = new Set<string>();
  readonly #runs: Run[] = [];
  #machines: Machines | undefined;
  #kinds: ReadonlyMap<string, string> = new Map();
  #known = new WeakMap<readonly Lead[], KnownLeads>();
  /** Runs that were taken in. */
  #taken = 0;
  #grown = false;
  #learns = true;
  readonly #crowds: Crowds;
  /** Two of a crowd stand for all of it. */
  #trusts: boolean;
  /** Lists of alternatives of which some have others that stand for them. */
  readonly #trusted = new Set<readonly Lead[]>();
  readonly #saidOf = new Map<Ip, string>();

  /** `apart` has devices that the question names: they are like no other. `names`: it says more of some machines than of others. */
  constructor(plan: Plan, network: Network, standing: Standing, apart: ReadonlySet<string>, names: boolean) {
    this.#crowds = new Crowds(plan);
    this.#trusts = !names && apart.size === 0;
    this.#network = network;
    this.#apart = apart;
    this.#standing = standing;
    this.#like = (id) => {
      const pod = itemOf(plan.pods, id as ElementId);
      return pod && madeLike(plan, pod);
    };
    this.#owners = machinesByAddress(plan);
  }

  parts(leads: readonly Lead[], { met, again, alone }: Moment): Parts {
    if (leads.length > mostMachines) return leads.map((_, i) => [i]);
    const known = this.#knownOf(leads, again);
    const isMet = [...met].some((id) => known.places.has(id));
    if (!isMet && !alone) {
      known.parts ??= this.#partsOf(leads, known, met, undefined);
      return known.parts;
    }
    return this.#partsOf(leads, known, met, alone);
  }

  #partsOf(
    leads: readonly Lead[],
    { texts, ids }: KnownLeads,
    met: ReadonlySet<string>,
    alone: readonly number[] | undefined,
  ): Parts {
    const parts = new Map<string, [number, ...number[]]>();
    leads.forEach((_, i) => {
      const own = alone?.includes(i) ? `#${i}` : `${texts[i]} ${this.#relation(ids[i], met)}`;
      const part = parts.get(own);
      if (part) part.push(i);
      else parts.set(own, [i]);
    });
    return this.#learns ? [...parts.values()].flatMap(twoOf) : [...parts.values()];
  }

  looked(footprint: Footprint, chosen: readonly Lead[]): void {
    for (const lead of chosen) {
      const id = this.#machineOf(lead);
      if (id !== undefined) this.#join(id, lead, false);
    }
    if (this.#trusts && !this.#crowds.isApart(footprint, chosen)) this.#trusts = false;
    this.#runs.push({ footprint, standing: chosen.flatMap((lead) => this.#machineOf(lead) ?? []) });
  }

  /** Takes in what was looked at since the last time. False: nothing was new, and the kinds are those that were walked by. */
  *refine(): Work<boolean> {
    const before = sizeOf(this.#seen);
    if (!this.#trusts) this.#joinAll();
    const grown = this.#grown;
    if (grown || !this.#machines) {
      const { addresses } = this.#crowds;
      this.#machines = yield* Machines.of(this.#network, this.#members.keys(), this.#standing, this.#like, addresses);
      // what was no member is one now
      this.#seen = nothingSeen();
      this.#taken = 0;
      this.#grown = false;
    }
    const machines = this.#machines;
    for (const { footprint, standing } of this.#runs.slice(this.#taken)) {
      learnBut(this.#seen, footprint, standing, machines, this.#chains);
      // of a tunnel nobody has shown that it treats others alike
      if (footprint.tunnelled) for (const id of standing) this.#seen.singles.add(id);
    }
    this.#taken = this.#runs.length;
    this.#learns = grown || sizeOf(this.#seen) > before;
    this.#known = new WeakMap();
    if (!this.#learns) return false;
    this.#saidOf.clear();
    this.#crowds.forget();
    this.#kinds = this.#whole(yield* machines.kinds(this.#seen), machines);
    return true;
  }

  #machineOf({ address }: Lead): string | undefined {
    const id = this.#owners.get(address);
    return id !== undefined && this.#network.devices.has(id) ? id : undefined;
  }

  #knownOf(leads: readonly Lead[], behind: boolean): KnownLeads {
    const kept = this.#known.get(leads);
    if (kept && (kept.behind || !behind)) return kept;
    const places = new Set<string>();
    const own = ownTexts(leads);
    const ids: (string | undefined)[] = [];
    const shown = new Map<string, Shown>();
    const texts = leads.map((lead, i) => {
      const placed = this.#trusts && !behind ? this.#crowds.placed(lead) : undefined;
      const crowd = `${placed?.crowd} ${own[i]}`;
      const first = placed && shown.get(crowd);
      const id = placed && first?.second ? placed.device : this.#machineOf(lead);
      ids.push(id);
      if (id === undefined) return `#${i}`;
      const said = placed ? this.#said(lead, placed) : '';
      if (!first?.second) this.#join(id, lead, behind);
      if (first) first.second ??= { id, said };
      else if (placed) shown.set(crowd, { id, said, second: undefined });
      const home = this.#homeOf(id);
      places.add(id);
      if (home !== undefined) places.add(home);
      return `${this.#kinds.get(first?.id ?? id)} ${own[i]} ${said}`;
    });
    if (shown.size > 0) this.#trusted.add(leads);
    if (![...shown.values()].every((first) => this.#isAlike(first))) this.#trusts = false;
    const known: KnownLeads = { texts, ids, behind, places };
    this.#known.set(leads, known);
    return known;
  }

  /** Whether the two of a crowd have the same where the same was seen of their addresses: else it is none, whatever is said. */
  #isAlike({ id, said, second }: Shown): boolean {
    return !second || second.said !== said || this.#kinds.get(second.id) === this.#kinds.get(id);
  }

  /** What was seen says of one of a crowd. */
  #said({ address }: Lead, placed: InCrowd): string {
    this.#crowds.add(address, placed);
    if (!this.#machines) return '';
    let said = this.#saidOf.get(address);
    if (said === undefined) {
      const named = [placed.device, placed.home].filter((id) => this.#seen.singles.has(id));
      said = [this.#crowds.said(this.#machines, address, placed), ...named].join(' ');
      this.#saidOf.set(address, said);
    }
    return said;
  }

  /** Nobody stands for others any more. */
  #joinAll(): void {
    if (this.#trusted.size === 0) return;
    this.#known = new WeakMap();
    this.#crowds.addresses.clear();
    for (const leads of this.#trusted) this.#knownOf(leads, false);
    this.#trusted.clear();
  }

  #homeOf(id: string): string | undefined {
    if (!this.#machines) return undefined;
    const machine = this.#machines.find(id);
    return machine ? machine.home?.device.id : this.#crowds.homeOf(id);
  }

  #join(id: string, { chain }: Lead, behind: boolean): void {
    const member = this.#members.get(id);
    if (!member || (behind && !member.behind)) {
      this.#members.set(id, { behind });
      this.#grown = true;
    }
    if (chain !== undefined && !this.#chains.has(chain)) {
      this.#chains.add(chain);
      this.#grown = true;
    }
  }

  /** How a machine is one that the walk has met, or lives on one. */
  #relation(id: string | undefined, met: ReadonlySet<string>): string {
    if (id === undefined) return '';
    if (met.has(id)) return `is ${id}`;
    const home = this.#homeOf(id);
    return home !== undefined && met.has(home) ? `at ${home}` : '';
  }

  /** The kinds of machines with what later choices find there: who lives where, and what leads to whom. */
  #whole(kinds: ReadonlyMap<string, string>, machines: Machines): ReadonlyMap<string, string> {
    const guests = new Map<string, string[]>();
    for (const [id, { behind }] of this.#members) {
      const home = machines.get(id).home?.device.id;
      if (!behind || home === undefined) continue;
      const list = guests.get(home);
      if (list) list.push(kinds.get(id)!);
      else guests.set(home, [kinds.get(id)!]);
    }
    const guestsAt = new Map([...guests].map(([id, all]) => [id, all.sort().join()] as const));
    const chains = new Map<unknown, number>();
    const chainsAt = new Map<string, string>();
    const out = new Map<string, string>();
    const wholes = new Map<unknown, number>();
    for (const [id, kind] of kinds) {
      const { device, home } = machines.get(id);
      const place = home?.device ?? device;
      let led = chainsAt.get(place.id);
      if (led === undefined) {
        const own = [...this.#chains].map((key) => numberOf(chains, place.ruleset?.get(key)));
        led = numberOf(chains, own.join());
        chainsAt.set(place.id, led);
      }
      const named = [id, place.id].filter((each) => this.#apart.has(each));
      const whole = [kind, led, guestsAt.get(place.id) ?? '', ...named].join(' ');
      // most have the same, and it is read at every choice
      out.set(id, numberOf(wholes, whole));
    }
    return out;
  }
}

/** One that stands for others and another one: what a walk meets beside its choices is at most one of the two. */
const twoOf = ([first, second, ...others]: readonly [number, ...number[]]): (readonly [number, ...number[]])[] =>
  second === undefined ? [[first]] : [[first], [second, ...others]];
