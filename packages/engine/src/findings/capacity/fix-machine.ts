import { cloudOf } from '../../compilers/clouds/index.ts';
import { cpusOf } from '../../plan/capacity/cpus.ts';
import type { MachineType } from '../../plan/machine-type.ts';
import type { PlannedNode } from '../../plan/plan.ts';
import { type ElementId, elementId } from '../../topology/id.ts';
import type { Fix } from '../finding.ts';

/** Families that are tried when the own one has nothing that fits: general purpose, and sold everywhere. */
const common = ['m6i', 'm5'];

/** The nearest machine type that fits: the smallest one of the same family, else of a common family. */
export function fittingType(node: PlannedNode, fits: (type: MachineType) => boolean): Fix[] {
  const { machine } = node;
  const types = [...(cloudOf('aws')?.machineTypes.values() ?? [])];
  const own = machine?.split('.')[0];
  if (machine === undefined || own === undefined) return [];
  for (const family of [own, ...common]) {
    const [best] = types
      .filter((type) => type.name.startsWith(`${family}.`) && type.name !== machine && fits(type))
      .sort((a, b) => room(a) - room(b) || cpus(a) - cpus(b) || (a.name < b.name ? -1 : 1));
    if (best) return [{ title: `Use ${best.name}`, edits: [{ about: machineOf(node), text: best.name }] }];
  }
  return [];
}

const room = ({ limits }: MachineType): number => limits?.maxPods ?? Number.POSITIVE_INFINITY;

const cpus = ({ name }: MachineType): number => cpusOf(name) ?? Number.POSITIVE_INFINITY;

/** The place where the type of a node stands. */
const machineOf = (node: PlannedNode): ElementId => elementId(`${node.group ?? node.id}#machine.0`);
