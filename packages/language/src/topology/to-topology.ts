import { elementId, type Topology } from '@netk/engine';
import type { LangiumDocument, LangiumDocuments } from 'langium';
import {
  isCluster,
  isExpect,
  isInternet,
  isNetkFile,
  isPeering,
  isSetting,
  isTransitGateway,
  isVpc,
  isWalk,
} from '../generated/ast.ts';
import { nameTableOf } from '../names/name-table.ts';
import { visibleFiles } from '../names/visible-files.ts';
import { cluster } from './cluster.ts';
import { byId, Draft, maybe, present } from './draft.ts';
import { assignIds, type Ids } from './ids.ts';
import { internet } from './internet.ts';
import type { Origins } from './origin.ts';
import { expectation, walks } from './questions.ts';
import { peering, transitGateway } from './transit.ts';
import { vpc } from './vpc.ts';

/** A topology, and where each of its elements stands in the source. */
export interface Topologized {
  readonly topology: Topology;
  readonly origins: Origins;
  /** The ids of the names of the file and its imports. */
  readonly ids: Ids;
}

/**
 * What the author wrote, as the engine reads it: a file with everything that it imports. Questions are the file's own.
 * Never throws on a half-typed file: statements without a name, and references that do not resolve, are left out.
 */
export function toTopology(document: LangiumDocument, documents: LangiumDocuments): Topologized {
  const files = visibleFiles(document, documents);
  const draft = new Draft(assignIds(files.map((file) => nameTableOf(file.parseResult.value))));
  const items = files.flatMap((file) => file.parseResult.value.items);
  const file = document.parseResult.value;
  const own = isNetkFile(file) ? file.items : [];
  const topology: Topology = {
    vpcs: byId(present(items.filter(isVpc).map((node) => vpc(draft, node)))),
    peerings: byId(present(items.filter(isPeering).map((node) => peering(draft, node)))),
    transitGateways: byId(present(items.filter(isTransitGateway).map((node) => transitGateway(draft, node)))),
    clusters: byId(present(items.filter(isCluster).map((node) => cluster(draft, node)))),
    ...maybe('internet', internet(draft, items.filter(isInternet))),
    walks: walks(draft, own.filter(isWalk)),
    expects: own
      .filter(isExpect)
      .map((node, at) => expectation(draft, draft.part(elementId('file'), `expect.${at}`, node), node)),
    settings: draft.settings(elementId('file'), items.filter(isSetting)),
    unresolved: draft.unresolved,
  };
  return { topology, origins: draft.origins, ids: draft.ids };
}
