import type { ElementId, Host } from '@netk/engine';
import {
  type Host as HostNode,
  isAutonomousSystem,
  isPort,
  isSetting,
  isSubnet,
  isTags,
  isUseEip,
} from '../generated/ast.ts';
import { type Draft, docOf, maybe } from './draft.ts';
import { tagSettings } from './labels.ts';
import { ports } from './ports.ts';
import { eips, securityGroups } from './uses.ts';

const kinds: Readonly<Record<string, 'subnet' | 'vpc' | 'lan'>> = { Subnet: 'subnet', Vpc: 'vpc', Lan: 'lan' };

/** Where a machine stands unless its header says otherwise. */
function placeAround(draft: Draft, node: HostNode): Host['place'] {
  const around = draft.around(node);
  const kind = around && kinds[around.type];
  return kind ? { kind, of: around.id } : { kind: 'internet' };
}

/** A machine that is no node. */
export function host(draft: Draft, node: HostNode): Host | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const around = placeAround(draft, node);
  const of: ElementId | undefined = draft.of(id, node.place);
  const target = node.place?.ref;
  const place: Host['place'] =
    of && isSubnet(target) ? { kind: 'subnet', of } : of && isAutonomousSystem(target) ? { kind: 'as', of } : around;
  return {
    id,
    name: node.name,
    ...docOf(node),
    ...maybe('machine', node.machine),
    addresses: draft.written(id, 'address', node, 'addresses', node.addresses),
    place,
    ports: ports(draft, id, node.items.filter(isPort)),
    eips: eips(draft, id, node.items.filter(isUseEip)),
    ...maybe('securityGroups', securityGroups(draft, id, node.items)),
    settings: [
      ...draft.settings(id, node.items.filter(isSetting)),
      ...tagSettings(draft, id, node.items.filter(isTags)),
    ],
  };
}
