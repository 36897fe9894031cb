import type { NodeOptions, ProxyNode, ProxyOptions } from './service-proxy.ts';

/** The options on one node: with its block in the place of a detector that wants it. */
export function optionsOn({ detector, ...rest }: ProxyOptions, { podCidr }: ProxyNode): NodeOptions {
  if (detector?.kind !== 'node-cidr') return detector ? { ...rest, detector } : rest;
  return podCidr === undefined ? rest : { ...rest, detector: { kind: 'cidr', block: podCidr } };
}
