import { causeCodes, explainCause } from '@netk/engine';
import {
  balancers,
  choices,
  clouds,
  controllers,
  dnsProviders,
  endpointKinds,
  filterProtocols,
  formerPlatforms,
  gatewayClasses,
  listenerProtocols,
  platforms,
  policyActions,
  predicates,
  protocols,
  serviceTypes,
} from './names.ts';
import type { Word } from './word.ts';

type Refused = Readonly<
  Record<
    string,
    {
      readonly better: string;
      readonly why: string;
      /** It is read all the same, as the better one. */
      readonly read?: true;
    }
  >
>;

/** The words that stand at one place of the grammar. */
export interface Registry {
  /** What a word of it is, for messages: `cloud`. */
  readonly what: string;
  readonly words: readonly Word[];
  /** Words that mean something else than whoever writes them has in mind. */
  readonly refused?: Refused;
}

const causes: readonly Word[] = causeCodes.map((name) => ({ name, doc: explainCause(name)?.title ?? '' }));

const registry = (what: string, words: readonly Word[], refused?: Refused): Registry => ({
  what,
  words,
  ...(refused ? { refused } : {}),
});

/** `Type.property` of the syntax tree → the registry of its words. */
const registries: Readonly<Record<string, Registry>> = {
  'Vpc.cloud': registry('cloud', clouds),
  'Cluster.platform': registry('platform', platforms, {
    bridge: {
      better: formerPlatforms.bridge,
      why: 'bridge is the name of a CNI, and the platform is plain',
      read: true,
    },
  }),
  'Service.type': registry('type of Service', serviceTypes),
  'Service.balancer': registry('load balancer', balancers),
  'Ingress.controller': registry('ingress controller', controllers),
  'KubeGateway.controller': registry('class of Gateways', gatewayClasses),
  'GatewayListener.protocol': registry('protocol of a listener', listenerProtocols),
  'Expose.type': registry('type of Service', serviceTypes),
  'VpcEndpoint.kind': registry('kind of endpoint', endpointKinds),
  'DnsZone.provider': registry('DNS provider', dnsProviders),
  'Choose.kind': registry('choice', choices),
  'Expect.predicate': registry('outcome', predicates),
  'Expect.code': registry('cause', causes),
  'Walk.protocol': registry('protocol', protocols),
  'ClusterPolicyRule.action': registry('action', policyActions),
  'PortSpec.protocol': registry('protocol', filterProtocols, {
    ipip: { better: 'ip/4', why: 'ipip is protocol 94 in /etc/protocols; IP in IP is 4' },
  }),
  'Port.protocol': registry('protocol', protocols),
  'Expose.protocol': registry('protocol', protocols),
};

/** The registry behind a property, or undefined when its words are free. */
export const registryOf = (type: string, property: string): Registry | undefined =>
  Object.hasOwn(registries, `${type}.${property}`) ? registries[`${type}.${property}`] : undefined;

/** All places with a registry: type and property. */
export const registryPlaces: readonly (readonly [type: string, property: string, registry: Registry])[] =
  Object.entries(registries).map(([place, entry]) => {
    const [type = '', property = ''] = place.split('.');
    return [type, property, entry];
  });
