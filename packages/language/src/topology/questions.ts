import { type Choose, type ElementId, type Expect, elementId, type Given, type Walk } from '@netk/engine';
import { AstUtils } from 'langium';
import {
  type Choose as ChooseNode,
  type Expect as ExpectNode,
  type Given as GivenNode,
  isAnnounce,
  isChoose,
  isEndpoint,
  isExpect,
  isExpose,
  isGiven,
  isNodes,
  isPlaceInSubnet,
  isPolicyRule,
  isPort,
  isReplicas,
  isRoute,
  isRule,
  isSelector,
  isSetting,
  isTags,
  isUseEip,
  isUseNetworkAcl,
  isUseRouteTable,
  type Walk as WalkNode,
} from '../generated/ast.ts';
import { type Draft, maybe } from './draft.ts';
import { filterLines } from './filters.ts';
import { labelsOf, selectorOf, tagSettings } from './labels.ts';
import { operand } from './operand.ts';
import { policyRules } from './policies.ts';
import { ports } from './ports.ts';
import { routes } from './routes.ts';
import { endpoints, placements } from './services.ts';
import { eips, securityGroups, subnets, use } from './uses.ts';
import { exposes } from './workloads.ts';

function choose(draft: Draft, id: ElementId, node: ChooseNode): Choose {
  return { id, what: node.kind ?? '', value: operand(draft, id, node.value), ...maybe('at', draft.of(id, node.at)) };
}

/** What a `given` block overlays. Its parts have ids under the block's own, so that a click finds the overlay. */
function overlay(draft: Draft, id: ElementId, node: GivenNode): Given {
  const { items } = node;
  const of = draft.of(id, node.ref);
  const table = items.findLast(isUseRouteTable);
  const acl = items.findLast(isUseNetworkAcl);
  const labels = items.filter(isTags);
  const written = subnets(draft, id, items);
  return {
    id,
    kind: node.kind ?? '',
    of,
    name: node.ref?.$refText ?? '',
    routes: routes(draft, id, items.filter(isRoute)),
    lines: filterLines(draft, of ?? id, id, items.filter(isRule)),
    ...maybe('labels', labels.some((line) => line.kind !== 'tags') ? labelsOf(labels) : undefined),
    ...maybe('selector', selectorOf(draft, id, items.filter(isSelector))),
    ports: ports(draft, id, items.filter(isPort)),
    ...maybe('routeTable', use(draft, id, 'route-table', table, table?.table)),
    ...maybe('networkAcl', use(draft, id, 'network-acl', acl, acl?.acl)),
    ...maybe('securityGroups', securityGroups(draft, id, items)),
    ...maybe('subnets', written.length > 0 ? written : undefined),
    eips: eips(draft, id, items.filter(isUseEip)),
    ...more(draft, id, node),
    settings: [...draft.settings(id, items.filter(isSetting)), ...tagSettings(draft, id, labels)],
  };
}

/** A list, when something is in it. */
const some = <K extends string, T>(key: K, list: readonly T[]): { readonly [P in K]?: readonly T[] } =>
  maybe(key, list.length > 0 ? list : undefined);

/** Statements of a `given` block that few kinds have. */
function more(draft: Draft, id: ElementId, { items }: GivenNode): Partial<Given> {
  const count = items.findLast((item) => isReplicas(item) || isNodes(item));
  const announced = items.filter(isAnnounce);
  return {
    ...some('placements', placements(draft, id, items.filter(isPlaceInSubnet))),
    ...some('endpoints', endpoints(draft, id, items.filter(isEndpoint))),
    ...some('expose', exposes(draft, id, items.filter(isExpose))),
    ...some('policyRules', policyRules(draft, id, items.filter(isPolicyRule))),
    ...some(
      'announces',
      announced.flatMap((line, at) => draft.written(id, `announce.${at}`, line, 'prefixes', line.prefixes)),
    ),
    ...maybe('count', isReplicas(count) ? count.replicas : isNodes(count) ? count.count : undefined),
  };
}

/** One expectation, of a walk or of a file. */
export function expectation(draft: Draft, id: ElementId, node: ExpectNode): Expect {
  const { probability, probabilityOp } = node;
  return {
    id,
    negated: node.negated,
    predicate: node.predicate ?? '',
    ...maybe('operator', node.op),
    ...maybe('number', node.number),
    args: node.args.map((part) => operand(draft, id, part)),
    ...maybe('receiver', node.receiver && operand(draft, id, node.receiver)),
    ...maybe('because', node.code),
    ...maybe('at', draft.of(id, node.at)),
    ...maybe('from', node.from && operand(draft, id, node.from)),
    ...maybe('to', node.to && operand(draft, id, node.to)),
    ...maybe(
      'probability',
      probability === undefined ? undefined : { ...maybe('operator', probabilityOp), value: String(probability) },
    ),
  };
}

/** The walks of one file, with ids `walk.W22`, and `walk#3` for one without a name. */
export function walks(draft: Draft, nodes: readonly WalkNode[]): Walk[] {
  const seen = new Map<string, number>();
  let unnamed = 0;
  return nodes.map((node) => {
    const nth = (seen.get(node.name ?? '') ?? 0) + 1;
    if (node.name) seen.set(node.name, nth);
    const id = elementId(node.name ? `walk.${node.name}${nth > 1 ? `~${nth}` : ''}` : `walk#${unnamed++}`);
    draft.origins.put(id, node);
    const { items } = node;
    return {
      id,
      uri: AstUtils.getDocument(node).uri.toString(),
      ...maybe('name', node.name),
      ...maybe('title', node.title),
      from: operand(draft, id, node.from),
      to: operand(draft, id, node.to),
      ...maybe('protocol', node.protocol?.toLowerCase()),
      chooses: items.filter(isChoose).map((item, at) => choose(draft, draft.part(id, `choose.${at}`, item), item)),
      givens: items.filter(isGiven).map((item, at) => overlay(draft, draft.part(id, `given.${at}`, item), item)),
      expects: items.filter(isExpect).map((item, at) => expectation(draft, draft.part(id, `expect.${at}`, item), item)),
      settings: draft.settings(id, items.filter(isSetting)),
    };
  });
}
