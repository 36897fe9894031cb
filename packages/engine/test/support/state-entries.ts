import {
  type ElementId,
  type Hop,
  type Line,
  linesWith,
  type Model,
  type StateEntry,
  type Step,
  stateEntryOf,
  views,
} from '../../src/index.ts';
import type { Device, Network } from '../../src/network/network.ts';

/** A step that names an entry of a machine, and the lines of the machine's state that hold it. */
export interface Named {
  readonly walk: string;
  readonly device: string;
  readonly step: Step;
  readonly wanted: StateEntry;
  readonly at: readonly number[];
}

/** Every step of every walk that names a rule, a route or a neighbour of a Linux machine, on the network that the walk runs on. */
export function* entriesOf(model: Model): Generator<Named> {
  const printed = new WeakMap<Device, Map<string, readonly Line[]>>();
  const linesOf = (device: Device, name: string): readonly Line[] => {
    const own = printed.get(device) ?? new Map<string, readonly Line[]>();
    printed.set(device, own);
    const lines = own.get(name) ?? views.find((view) => view.name === name)?.lines(model.plan, device) ?? [];
    own.set(name, lines);
    return lines;
  };
  const networks = new Map<ElementId, Network>();
  for (const { walk, hop, step } of stepsOf(model)) {
    const wanted = stateEntryOf(hop, step);
    if (!wanted) continue;
    const network = networks.get(walk) ?? model.networkOf(walk);
    networks.set(walk, network);
    const device = network.devices.get(hop.id);
    if (!device) throw new Error(`no device ${hop.id}`);
    yield { walk, device: hop.id, step, wanted, at: linesWith(linesOf(device, wanted.view), wanted) };
  }
}

/** Every step of every walk, both ways, of every branch. */
export function* stepsOf(
  model: Model,
): Generator<{ readonly walk: ElementId; readonly hop: Hop; readonly step: Step }> {
  for (const { id } of model.topology.walks) {
    const { routes, others = [] } = model.trace(id);
    for (const hop of [...routes, ...others].flatMap(({ forward, reply }) => [...forward, ...reply]))
      for (const step of hop.steps) yield { walk: id, hop, step };
  }
}
