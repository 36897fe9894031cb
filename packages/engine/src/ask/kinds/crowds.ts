import { type Ip, parseIp } from '../../base/addr/index.ts';
import { machinesByAddress } from '../../plan/addressed-machines.ts';
import type { Plan } from '../../plan/plan.ts';
import { itemOf } from '../../plan/plan-index.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Footprint } from '../../walk/footprint.ts';
import type { Lead } from '../../walk/kinds.ts';
import type { Machines, Placed } from './machine-kinds.ts';

/** One of a crowd. */
export interface InCrowd extends Placed {
  readonly home: string;
  /** What all of it have in common, as a text. */
  readonly crowd: string;
}

/**
 * Machines of which somebody says that all is made alike which leads to them from outside of their nodes (`Lead.alike`): two of
 * each crowd are looked at, as their health is asked of one. Whatever was seen is still held against the address of each.
 */
export class Crowds {
  readonly #plan: Plan;
  /** Whose addresses they are: theirs, and those of the nodes where they live. */
  readonly addresses = new Map<Ip, Placed>();
  readonly #homes = new Map<string, string>();
  readonly #ofNodes = new Map<string, readonly Ip[]>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** Where an alternative leads; undefined: nobody says whom it is like. */
  placed({ address, alike }: Lead): InCrowd | undefined {
    if (alike === undefined) return undefined;
    const id = machinesByAddress(this.#plan).get(address);
    const pod = id === undefined ? undefined : itemOf(this.#plan.pods, id as ElementId);
    if (pod?.node === undefined || pod.eni === undefined || pod.hostNetwork) return undefined;
    const crowd = `${alike} ${this.#addressesOf(pod.node).length}`;
    return { device: pod.id, home: pod.node, crowd };
  }

  /** Takes note of one. */
  add(ip: Ip, placed: InCrowd): void {
    if (this.addresses.has(ip)) return;
    const { device, home } = placed;
    this.addresses.set(ip, placed);
    this.#homes.set(device, home);
    for (const own of this.#addressesOf(home)) this.addresses.set(own, { device: home, home: undefined });
  }

  /** The node where one lives that was taken note of. */
  homeOf(id: string): string | undefined {
    return this.#homes.get(id);
  }

  /** What was seen says of an address and of those of the node behind it, as a text. */
  said(machines: Machines, ip: Ip, placed: InCrowd): string {
    const { home } = placed;
    let there = this.#saidOfNodes.get(home);
    if (there === undefined) {
      there = this.#addressesOf(home)
        .map((own) => machines.addressed(own, { device: home, home: undefined }))
        .join('; ');
      this.#saidOfNodes.set(home, there);
    }
    return `${machines.addressed(ip, placed)}; ${there}`;
  }

  /** More was seen. */
  forget(): void {
    this.#saidOfNodes.clear();
  }

  readonly #saidOfNodes = new Map<string, string>();

  #addressesOf(node: string): readonly Ip[] {
    let own = this.#ofNodes.get(node);
    if (!own) {
      const enis = itemOf(this.#plan.nodes, node as ElementId)?.enis ?? [];
      own = enis.flatMap(({ primary }) => parseIp(primary) ?? []);
      this.#ofNodes.set(node, own);
    }
    return own;
  }

  /** Whether a walk met no other pod and no other node than those that it chose: what lies between others is their own. */
  isApart({ devices, tunnelled }: Footprint, chosen: readonly Lead[]): boolean {
    if (tunnelled || chosen.length > 1) return false;
    const own = new Set(
      chosen.flatMap((lead) => {
        const placed = this.placed(lead);
        return placed ? [placed.device, placed.home] : [];
      }),
    );
    for (const { id, kind } of devices.keys()) if ((kind === 'pod' || kind === 'node') && !own.has(id)) return false;
    return true;
  }
}
