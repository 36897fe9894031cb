export { ask as walkOn } from './ask/ask.ts';
export { expectText, judge } from './ask/expect.ts';
export { askingHealth, type HealthQuestion } from './ask/health-walk.ts';
export { bugIn, failedTrace, failureOf } from './ask/own-failure.ts';
export { mostPairs, type PolicyAnswer } from './ask/policy.ts';
export { hasOwnNetwork } from './ask/strangers.ts';
export { type TargetCheck, type TargetHealth, targetHealthIn } from './ask/target-health.ts';
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
} from './base/addr/index.ts';
export { secondsOf } from './base/duration.ts';
export { type IcmpMessage, icmpNamed, icmpNames, isIcmp, showIcmp } from './base/icmp.ts';
export { ipProtocol, ipProtocols } from './base/ip-protocols.ts';
export * from './base/natural-order.ts';
export * from './base/work.ts';
export { awsMachineTypes } from './compilers/clouds/aws/machine-types.ts';
export { resolverOf } from './compilers/resolvers/index.ts';
export type * from './findings/finding.ts';
export { checks } from './findings/index.ts';
export { type Mend, menders, mendsOf } from './findings/mends/index.ts';
export * from './model.ts';
export { type Check, type FlowBalancer, type PoolTarget, poolStages } from './network/balance.ts';
export type { Ebpf, Frontend, ServiceAction, TcAction, TcProgram, TcPrograms } from './network/ebpf.ts';
export type { FilterList, FilterRule, Guard } from './network/guard.ts';
export { isGuarded } from './network/guard.ts';
export {
  type AddressMapping,
  type Device,
  type Interface,
  isDummy,
  type Link,
  type Network,
  type Socket,
} from './network/network.ts';
export type { PolicyGuard, PolicyLine, PolicyList, PolicyPorts, PolicySkip } from './network/policy.ts';
export type { Authentication, HttpCondition, Location, Relay, RelayAction, Share } from './network/program.ts';
export type { PolicyRule, Route as TableRoute } from './network/route.ts';
export type {
  Query as StubQuery,
  Reply as StubReply,
  ResolvConf,
  StubResolver,
} from './network/stub-resolver.ts';
export { nothingForeign } from './network/unmodelled.ts';
export * from './plan/capacity/index.ts';
export { freeAddresses, freeSubnetBlocks, freeVpcBlocks } from './plan/free-room.ts';
export { planLimits } from './plan/limits.ts';
export type { MachineType } from './plan/machine-type.ts';
export type * from './plan/plan.ts';
export { selects } from './plan/select.ts';
export { type ComponentSetting, cniSettings, type RegistryWord, registryWords, resolverNames } from './registry.ts';
export {
  type HopPlace,
  type Tested,
  type TestedQuestion,
  testingPolicy,
  testingWalk,
} from './tested.ts';
export * from './topology/index.ts';
export { strangerId } from './topology/question.ts';
export * from './trace/cause.ts';
export { checkTrace } from './trace/check-trace.ts';
export { crossingsOf } from './trace/crossings.ts';
export { addressEnd, flowEnd, hopsLeft } from './trace/flow-end.ts';
export { type Glance, type Outline, outlineOf, type PassedDevice } from './trace/glance.ts';
export type { PolicyDecision } from './trace/policy.ts';
export type { HttpRequest, Request } from './trace/request.ts';
export * from './trace/trace.ts';
export * from './views/explain/index.ts';
export { matters } from './views/explain/matters.ts';
export * from './views/explain/render-trace.ts';
export { markdownOf } from './views/export/markdown.ts';
export { mermaidOf } from './views/export/mermaid.ts';
export { reportOf } from './views/export/report.ts';
export type { HookPlace } from './views/inside/hook-map.ts';
export {
  type Inside,
  type InsidePassage,
  type InsidePod,
  type InsidePort,
  type InsideStage,
  insideOf,
} from './views/inside/inside.ts';
export type { LinkPlace } from './views/inside/link-places.ts';
export type { StageBlock, StageRow } from './views/inside/stage-rows.ts';
export type * from './views/scene/scene.ts';
export { sceneOf } from './views/scene/scene-of.ts';
export {
  isLinux,
  type Line,
  linesWith,
  type StateEntry,
  showGaps,
  stateEntryOf,
  type View,
  views,
} from './views/show/index.ts';
export { showIptables } from './views/show/iptables.ts';
export { withoutCounter } from './views/show/iptables-rule.ts';
export { showIpSets, showIpvs } from './views/show/ipvs.ts';
export { showNft } from './views/show/nft.ts';
export { lookup } from './walk/fib.ts';
export { targetsFor } from './walk/health-of.ts';
