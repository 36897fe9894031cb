import type { Topology } from '../topology/topology.ts';
import { amazonServices } from './amazon-services.ts';
import { delegatePrefixes } from './delegate-prefixes.ts';
import { noteDownMachines, noteDownNodes } from './down-zones.ts';
import { Draft } from './draft.ts';
import { drawAddresses } from './drawn-addresses.ts';
import { noteForeign } from './foreign.ts';
import type { Members } from './members.ts';
import { giveNodeBlocks } from './node-blocks.ts';
import type { Plan } from './plan.ts';
import { planApiServers } from './plan-api-servers.ts';
import { planBalancers } from './plan-balancers.ts';
import { planClusters } from './plan-clusters.ts';
import { planEdges } from './plan-edges.ts';
import { planHosts } from './plan-hosts.ts';
import { planInternet } from './plan-internet.ts';
import { planNodes } from './plan-nodes.ts';
import { planPods } from './plan-pods.ts';
import { planServices } from './plan-services.ts';
import { planVpcs } from './plan-vpcs.ts';
import { takeWritten } from './take-written.ts';

/** Fills in everything that the author left out. Never throws on what a topology says: what cannot be planned is a problem. */
export function makePlan(topology: Topology, members: Members): Plan {
  const draft = new Draft(topology, members);
  planVpcs(draft);
  planClusters(draft);
  takeWritten(draft);
  const delegation = delegatePrefixes(draft);
  planHosts(draft);
  planInternet(draft);
  for (const planned of draft.clusters) {
    const cluster = topology.clusters.find((each) => each.id === planned.id)!;
    const nodes = planNodes(draft, cluster, delegation.byEni);
    giveNodeBlocks(draft, cluster, nodes);
    const before = draft.pods.length;
    planPods(draft, cluster, nodes);
    if (topology.downZones) draft.pods.push(...noteDownNodes(draft, nodes, draft.pods.splice(before)));
    for (const { block: _, ...node } of nodes) draft.nodes.push(node);
    planServices(draft, cluster, planned.serviceCidr);
  }
  planBalancers(draft);
  planEdges(draft);
  noteForeign(draft);
  drawAddresses(draft);
  planApiServers(draft);
  noteDownMachines(draft);
  return {
    topology,
    vpcs: draft.vpcs,
    subnets: [...draft.subnets.values()].map((book) => book.planned),
    clusters: draft.clusters,
    nodes: draft.nodes,
    pods: draft.pods,
    services: draft.services,
    balancers: draft.balancers,
    filters: draft.filters,
    hosts: draft.hosts,
    apiServers: draft.apiServers,
    lans: draft.lans,
    routers: draft.routers,
    carriers: draft.carriers,
    gateways: draft.gateways,
    amazon: amazonServices(topology),
    endpoints: draft.endpoints,
    attachments: draft.attachments,
    prefixes: delegation.prefixes,
    supplied: draft.supplied,
    problems: draft.problems,
    unmodelled: draft.unmodelled,
    drawn: draft.drawn,
    down: draft.down,
    foreign: [...draft.foreign].map(([address, what]) => ({ address, what })),
  };
}
