import { naturalOrder } from '../../base/natural-order.ts';
import type { Plan, PlannedSubnet, PlannedVpc } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { settingOf } from '../../topology/setting.ts';

/** The lanes and rows of one VPC: a lane per zone, or per region where subnets are of regions; a row per class of subnets. */
export interface Grid {
  readonly zones: readonly { readonly id: string; readonly label: string }[];
  readonly rows: readonly { readonly id: string; readonly label: string }[];
  zoneOf(subnet: PlannedSubnet): string;
  rowOf(subnet: PlannedSubnet): string;
}

const reaches = ['public', 'private', 'isolated'] as const;

/** Two subnets of one class in one zone make two rows, in the order of their addresses. */
export function gridOf(plan: Plan, vpc: PlannedVpc): Grid {
  const subnets = plan.subnets.filter((subnet) => subnet.vpc === vpc.id);
  const written = plan.topology.vpcs.find(({ id }) => id === vpc.id)?.subnets ?? [];
  const regions = new Map(written.map(({ id, settings }) => [id, settingOf(settings, 'region')?.values[0]]));
  const nameOf = ({ id, zone }: PlannedSubnet): string => zone ?? regions.get(id) ?? '';
  const zoneOf = (subnet: PlannedSubnet): string => `${vpc.id}#zone.${nameOf(subnet)}`;
  const names = [...new Set(subnets.map(nameOf))].sort(naturalOrder);
  const rowOf = new Map<ElementId, string>();
  const rows: { id: string; label: string }[] = [];
  for (const reach of reaches) {
    const deep = Math.max(
      0,
      ...names.map((zone) => {
        const same = subnets.filter((subnet) => nameOf(subnet) === zone && subnet.reach === reach);
        same.sort(byAddress).forEach((subnet, place) => {
          rowOf.set(subnet.id, rowId(reach, place));
        });
        return same.length;
      }),
    );
    for (let place = 0; place < deep; place++) rows.push({ id: rowId(reach, place), label: reach });
  }
  return {
    zones: names.map((name) => ({ id: `${vpc.id}#zone.${name}`, label: name })),
    rows,
    zoneOf,
    rowOf: (subnet) => rowOf.get(subnet.id) ?? rowId(subnet.reach, 0),
  };
}

const rowId = (reach: string, place: number): string => (place === 0 ? reach : `${reach}.${place + 1}`);

function byAddress(a: PlannedSubnet, b: PlannedSubnet): number {
  return naturalOrder(a.cidr ?? a.cidr6 ?? '', b.cidr ?? b.cidr6 ?? '') || naturalOrder(a.id, b.id);
}
