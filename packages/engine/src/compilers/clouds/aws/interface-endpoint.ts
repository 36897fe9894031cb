import { type Ip, parseIp } from '../../../base/addr/index.ts';
import type { Device, Interface, Socket } from '../../../network/network.ts';
import type { PlannedEdgeNode, PlannedEndpoint } from '../../../plan/plan.ts';
import { boxRouting } from '../../machine.ts';

/** Services of AWS itself speak HTTPS; S3 speaks HTTP as well (AWS general reference, service endpoints). */
const portsOf = (service: string | undefined): readonly number[] =>
  service === undefined || !/^com\.amazonaws\.[a-z]+(?:-[a-z]+)+-\d+\./.test(service)
    ? []
    : service.endsWith('.s3')
      ? [443, 80]
      : [443];

/** How a node of an endpoint is called: `ecr`, with its zone where there are several. */
export const nodeName = ({ name, nodes }: PlannedEndpoint, { zone }: PlannedEdgeNode): string =>
  nodes.length > 1 && zone !== undefined ? `${name} ${zone}` : name;

/** One interface of an interface endpoint: behind it is the service, which answers there. Of others nobody knows what they listen on. */
export function interfaceEndpoint(
  endpoint: PlannedEndpoint,
  node: PlannedEdgeNode,
  nic: Interface,
  router: { readonly ip: Ip; readonly bits: number },
): Device {
  const { id, service } = endpoint;
  const address = parseIp(node.address)!;
  const sockets = portsOf(service).map(
    (port): Socket => ({ protocol: 'tcp', port, address, owner: service ?? endpoint.name, source: id }),
  );
  return {
    id: node.id,
    name: nodeName(endpoint, node),
    kind: 'vpc-endpoint',
    source: id,
    ...(node.zone === undefined ? {} : { zone: node.zone }),
    interfaces: [nic],
    ...boxRouting(endpoint.name, nic, router),
    ...{ neighbours: [], conntrack: false, forwarding: false, rpFilter: {}, silent: true },
    sockets,
    socketsUnknown: sockets.length === 0,
    words: { table: () => 'interface endpoint', noRoute: 'VPC-NOROUTE' },
  };
}
