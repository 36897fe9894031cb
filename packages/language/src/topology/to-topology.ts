import { elementId, type Topology } from '@netk/engine';
import type { AstNode, LangiumDocument, LangiumDocuments } from 'langium';
import {
  isCluster,
  isCustomerGateway,
  isExpect,
  isInternet,
  isNetkFile,
  isPeering,
  isPrefixList,
  isSetting,
  isTransitGateway,
  isVirtualInterface,
  isVpc,
  isVpnConnection,
  isWalk,
} from '../generated/ast.ts';
import { nameTablesOf } from '../names/name-table.ts';
import { visibleFiles } from '../names/visible-files.ts';
import { cluster } from './cluster.ts';
import { byId, Draft, type Drafted, maybe, present } from './draft.ts';
import { type Ids, idsOf } from './ids.ts';
import { internet } from './internet.ts';
import type { Origins } from './origin.ts';
import { expectation, walks } from './questions.ts';
import { customerGateway, peering, prefixList, transitGateway, virtualInterface, vpnConnection } from './transit.ts';
import { vpc } from './vpc.ts';

/** A topology, and where each of its elements stands in the source. */
export interface Topologized {
  readonly topology: Topology;
  readonly origins: Origins;
  /** The ids of the names of the file and its imports. */
  readonly ids: Ids;
}

/** What is written of elements: all of a topology but its questions. */
interface Elements extends Drafted {
  readonly statements: readonly AstNode[];
  readonly topology: Omit<Topology, 'walks' | 'expects' | 'settings' | 'unresolved'>;
}

const known = new WeakMap<Ids, Elements>();

/**
 * The elements of some statements. Those of the same statements, with the same ids, are made once: what a reference
 * means follows from the statement it stands in and from all names, which have other ids when one of them changes.
 */
function elementsOf(ids: Ids, statements: readonly AstNode[]): Elements {
  const before = known.get(ids);
  if (before?.statements.length === statements.length && before.statements.every((node, at) => node === statements[at]))
    return before;
  const draft = new Draft(ids);
  const topology = {
    vpcs: byId(present(statements.filter(isVpc).map((node) => vpc(draft, node)))),
    peerings: byId(present(statements.filter(isPeering).map((node) => peering(draft, node)))),
    transitGateways: byId(present(statements.filter(isTransitGateway).map((node) => transitGateway(draft, node)))),
    prefixLists: byId(
      present(
        statements
          .flatMap((node) => (isVpc(node) ? node.items : [node]))
          .filter(isPrefixList)
          .map((node) => prefixList(draft, node)),
      ),
    ),
    customerGateways: byId(present(statements.filter(isCustomerGateway).map((node) => customerGateway(draft, node)))),
    vpnConnections: byId(present(statements.filter(isVpnConnection).map((node) => vpnConnection(draft, node)))),
    virtualInterfaces: byId(
      present(statements.filter(isVirtualInterface).map((node) => virtualInterface(draft, node))),
    ),
    clusters: byId(present(statements.filter(isCluster).map((node) => cluster(draft, node)))),
    ...maybe('internet', internet(draft, statements.filter(isInternet))),
  };
  const made: Elements = { statements, topology, origins: draft.origins, unresolved: draft.unresolved };
  known.set(ids, made);
  return made;
}

/**
 * What the author wrote, as the engine reads it: a file with everything that it imports. Questions are the file's own.
 * Never throws on a half-typed file: statements without a name, and references that do not resolve, are left out.
 */
export function toTopology(document: LangiumDocument, documents: LangiumDocuments): Topologized {
  const files = visibleFiles(document, documents);
  const items = files.flatMap((file) => file.parseResult.value.items);
  const ids = idsOf(nameTablesOf(files));
  const elements = elementsOf(
    ids,
    items.filter((node) => !isWalk(node) && !isExpect(node)),
  );
  const draft = new Draft(ids, elements);
  const file = document.parseResult.value;
  const own = isNetkFile(file) ? file.items : [];
  const topology: Topology = {
    ...elements.topology,
    walks: walks(draft, own.filter(isWalk)),
    expects: own
      .filter(isExpect)
      .map((node, at) => expectation(draft, draft.part(elementId('file'), `expect.${at}`, node), node)),
    settings: draft.settings(elementId('file'), items.filter(isSetting)),
    unresolved: draft.unresolved,
  };
  return { topology, origins: draft.origins, ids: draft.ids };
}
