export {
  type Cidr,
  contains,
  covers,
  type Ip,
  lastOf,
  parseCidr,
  parseIp,
  plus,
  showCidr,
  showIp,
  sizeOf,
} from './addr/index.ts';
export { ask as walkOn } from './ask/ask.ts';
export { expectText, judge } from './ask/expect.ts';
export { bugIn, failedTrace, failureOf } from './ask/own-failure.ts';
export { mostPairs, type PolicyAnswer } from './ask/policy.ts';
export * from './capacity/index.ts';
export { awsMachineTypes } from './clouds/aws/machine-types.ts';
export type { MachineType } from './clouds/machine-type.ts';
export * from './explain/index.ts';
export * from './explain/render-trace.ts';
export type * from './findings/finding.ts';
export { checks } from './findings/index.ts';
export * from './model.ts';
export * from './natural-order.ts';
export type { FilterList, FilterRule, Guard } from './network/guard.ts';
export { type IcmpMessage, icmpNamed, icmpNames, isIcmp, showIcmp } from './network/icmp.ts';
export { ipProtocol, ipProtocols } from './network/ip-protocols.ts';
export type { AddressMapping, Device, Interface, Link, Network } from './network/network.ts';
export type { PolicyRule, Route as TableRoute } from './network/route.ts';
export { nothingForeign } from './network/unmodelled.ts';
export { freeAddresses, freeSubnetBlocks, freeVpcBlocks } from './plan/free-room.ts';
export { planLimits } from './plan/limits.ts';
export type * from './plan/plan.ts';
export { selects } from './plan/select.ts';
export { secondsOf } from './registry/duration.ts';
export { type ComponentSetting, cniSettings, type RegistryWord, registryWords } from './registry/words.ts';
export type * from './scene/scene.ts';
export { sceneOf } from './scene/scene-of.ts';
export {
  isLinux,
  type Line,
  linesWith,
  type StateEntry,
  showGaps,
  stateEntryOf,
  type View,
  views,
} from './show/index.ts';
export { showIptables } from './show/iptables.ts';
export { withoutCounter } from './show/iptables-rule.ts';
export * from './topology/index.ts';
export * from './trace/cause.ts';
export { checkTrace } from './trace/check-trace.ts';
export * from './trace/trace.ts';
export { lookup } from './walk/fib.ts';
export * from './work.ts';
