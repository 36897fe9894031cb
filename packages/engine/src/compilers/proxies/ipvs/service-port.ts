import { parseIp } from '../../../base/addr/index.ts';
import type { Protocol } from '../../../network/header.ts';
import type { IpSetElement } from '../../../network/ipset.ts';
import type { PlannedService, PlannedServicePort } from '../../../plan/plan.ts';
import { type Categorized, categorize, endpointsInOrder } from '../categorize.ts';

/** One port of one Service with the endpoints that traffic may go to. */
export interface IpvsServicePort extends Categorized {
  readonly service: PlannedService;
  readonly port: PlannedServicePort;
  readonly protocol: Protocol;
}

/** Every port of every Service that has a cluster IP. */
export const ipvsServicePorts = (services: readonly PlannedService[]): readonly IpvsServicePort[] =>
  services.flatMap((service) =>
    service.clusterIp === undefined
      ? []
      : service.ports.map((port, index) => {
          const own = service.endpoints.filter((each) => each.servicePort === index);
          const protocol = port.protocol as Protocol;
          return { ...categorize(service, port, endpointsInOrder(own)), service, port, protocol };
        }),
  );

/** An address of a Service with its port as an element of a set. */
export const elementAt = (address: string, { service, port, protocol }: IpvsServicePort): IpSetElement => ({
  ip: parseIp(address)!,
  protocol,
  port: port.port,
  source: service.id,
});

/** Items told apart by a text, each once. */
export function each<T>(items: readonly T[], textOf: (item: T) => string): readonly T[] {
  const found = new Map<string, T>();
  for (const item of items) {
    const text = textOf(item);
    if (!found.has(text)) found.set(text, item);
  }
  return [...found.values()];
}
