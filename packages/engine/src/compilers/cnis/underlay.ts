import { familyOf } from '../../base/addr/index.ts';
import type { Route } from '../../network/route.ts';
import { defaultVia, ownSegment } from '../machine.ts';
import type { CniNode } from './cni.ts';

/** The routes of a node that has no pods: those of its subnets, and the router of the first for everything else, of each family that it has. */
export const underlayRoutes = ({ nics }: Pick<CniNode, 'nics'>): readonly Route[] =>
  nics.flatMap(({ interface: { name, addresses }, router, router6 }, at) =>
    ([router, router6] as const).flatMap((gateway): Route[] => {
      const own = gateway && addresses.find(({ ip }) => familyOf(ip) === familyOf(gateway.ip));
      if (!gateway || !own) return [];
      return [...(at === 0 ? [defaultVia(gateway.ip, name)] : []), ownSegment(name, own.ip, gateway)];
    }),
  );
