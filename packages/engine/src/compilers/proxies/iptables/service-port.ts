import { parseIp, single } from '../../../base/addr/index.ts';
import { textOnce } from '../../../base/memo.ts';
import type { Protocol } from '../../../network/header.ts';
import type { Match } from '../../../network/netfilter.ts';
import type { Endpoint, PlannedService, PlannedServicePort } from '../../../plan/plan.ts';
import { type Categorized, categorize, endpointsInOrder, isExternal } from '../categorize.ts';
import { servicePortName } from '../names.ts';
import { chainNames, endpointChain } from './names.ts';

/** One port of one Service with the endpoints that traffic may go to. */
export interface ServicePort extends Categorized {
  readonly service: PlannedService;
  readonly port: PlannedServicePort;
  /** `default/web:http`: what comments call it. */
  readonly label: string;
  readonly names: ReturnType<typeof chainNames>;
  /** The name of the chain of one of the endpoints. */
  chainOf(endpoint: Endpoint): string;
  readonly external: boolean;
  /** Addresses of balancers that only the Service's source ranges may use. */
  readonly guarded: readonly string[];
}

/** Every port of every Service that has a cluster IP. */
export function servicePorts(services: readonly PlannedService[]): ServicePort[] {
  return services.flatMap((service) => {
    if (service.clusterIp === undefined) return [];
    return service.ports.map((port, index): ServicePort => {
      const own = service.endpoints.filter((each) => each.servicePort === index);
      const found = categorize(service, port, endpointsInOrder(own));
      return {
        ...found,
        service,
        port,
        label: servicePortName(service, port),
        names: chainNames(service, port),
        chainOf: textOnce((endpoint) => endpointChain(service, port, endpoint)),
        external: isExternal(service, port),
        guarded: found.any && (service.sourceRanges ?? []).length > 0 ? (service.balancerIps ?? []) : [],
      };
    });
  });
}

/** The comment, and the condition on the destination port. */
const onPort = (port: number, remark?: Match): Match[] => [
  ...(remark ? [remark] : []),
  { kind: 'dport', from: port, to: port },
];

/** `-d address -p protocol --dport port`. */
export function addressed(address: string, { port, protocol }: PlannedServicePort, remark?: Match): Match[] {
  return [
    { kind: 'dst', block: single(parseIp(address)!) },
    { kind: 'protocol', protocol: protocol as Protocol },
    ...onPort(port, remark),
  ];
}

/** `-p protocol --dport node port`. */
export const onNodePort = ({ port }: ServicePort, remark?: Match): Match[] => [
  { kind: 'protocol', protocol: port.protocol as Protocol },
  ...onPort(port.nodePort!, remark),
];

/** What a rule says of itself. */
export const comment = (text: string): Match => ({ kind: 'comment', text });
