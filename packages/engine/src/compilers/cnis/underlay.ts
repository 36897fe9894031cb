import type { Route } from '../../network/route.ts';
import { defaultVia, ownSegment } from '../machine.ts';
import type { CniNode } from './cni.ts';

/** The routes of a node that has no pods: those of its subnets, and the router of the first for everything else. */
export const underlayRoutes = ({ nics }: Pick<CniNode, 'nics'>): readonly Route[] =>
  nics.flatMap(({ interface: { name, addresses }, router }, at): Route[] => {
    const own = addresses[0];
    if (!router || !own) return [];
    return [...(at === 0 ? [defaultVia(router.ip, name)] : []), ownSegment(name, own.ip, router)];
  });
