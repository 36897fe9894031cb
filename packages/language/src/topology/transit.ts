import type { Peering, TransitGateway } from '@netk/engine';
import {
  isAttachment,
  isRoute,
  isSetting,
  type Peering as PeeringNode,
  type TransitGateway as TransitGatewayNode,
} from '../generated/ast.ts';
import { type Draft, docOf, present } from './draft.ts';
import { routes } from './routes.ts';
import { subnets } from './uses.ts';

/** A peering connection; none while one of its ends means nothing. */
export function peering(draft: Draft, node: PeeringNode): Peering | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const requester = draft.of(id, node.requester);
  const accepter = draft.of(id, node.accepter);
  if (!requester || !accepter) return undefined;
  const settings = draft.settings(id, node.items.filter(isSetting));
  return { id, name: node.name, ...docOf(node), requester, accepter, settings };
}

/** A transit gateway. */
export function transitGateway(draft: Draft, node: TransitGatewayNode): TransitGateway | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  const attachments = node.items.filter(isAttachment).map((item, index) => {
    const line = draft.part(id, `attachment.${index}`, item);
    const of = draft.of(line, item.vpc);
    return of && { id: line, vpc: of, subnets: subnets(draft, line, item.items) };
  });
  return {
    id,
    name: node.name,
    ...docOf(node),
    attachments: present(attachments),
    routes: routes(draft, id, node.items.filter(isRoute)),
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}
