import type { Endpoint, PlannedService, PlannedServicePort } from '../../../plan/plan.ts';
import { type Categorized, categorize, endpointsInOrder, isExternal } from '../categorize.ts';
import { servicePortName } from '../names.ts';
import { endpointNames, nftNames } from './names.ts';

/** One port of one Service with its endpoints and the names of its chains. */
export interface NftServicePort extends Categorized {
  readonly service: PlannedService;
  readonly port: PlannedServicePort;
  /** `default/web:http`: what comments call it. */
  readonly label: string;
  readonly names: ReturnType<typeof nftNames>;
  namesOf(endpoint: Endpoint): ReturnType<typeof endpointNames>;
  readonly external: boolean;
  /** Addresses of balancers that only the Service's source ranges may use. */
  readonly guarded: readonly string[];
}

/** Every port of every Service that has a cluster IP. */
export const nftServicePorts = (services: readonly PlannedService[]): readonly NftServicePort[] =>
  services.flatMap((service) =>
    service.clusterIp === undefined
      ? []
      : service.ports.map((port, index): NftServicePort => {
          const own = service.endpoints.filter((each) => each.servicePort === index);
          const known = new Map<Endpoint, ReturnType<typeof endpointNames>>();
          return {
            ...categorize(service, port, endpointsInOrder(own)),
            service,
            port,
            label: servicePortName(service, port),
            names: nftNames(service, port),
            namesOf: (endpoint) => {
              const names = known.get(endpoint) ?? endpointNames(service, port, endpoint);
              known.set(endpoint, names);
              return names;
            },
            external: isExternal(service, port),
            guarded: (service.sourceRanges ?? []).length > 0 ? (service.balancerIps ?? []) : [],
          };
        }),
  );
