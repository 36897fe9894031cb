import type { Ip } from '../../base/addr/index.ts';
import { remembered } from '../../base/memo.ts';
import { notModelled } from '../../base/not-modelled.ts';
import type { Mark } from '../../network/unmodelled.ts';
import type { PlannedBalancer } from '../../plan/balancer.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Cluster } from '../../topology/cluster.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Setting } from '../../topology/setting.ts';

/** Whether a line is one that is not followed, by the last word of its annotation or the key of its attribute. */
type Unfollowed = (setting: Setting) => boolean;

const on: Unfollowed = ({ values }) => values[0] !== 'false' && values[0] !== 'none';

/**
 * What decides about requests or flows and is not followed (aws-load-balancer-controller v3.5, docs/guide/ingress/annotations.md,
 * docs/guide/service/annotations.md; Elastic Load Balancing API, attributes).
 */
const unfollowed: readonly { readonly key: RegExp; readonly when: Unfollowed }[] = [
  { key: /^(jwt-validation|mutual-authentication|use-regex-path-match)$/, when: on },
  { key: /^(wafv2-acl-arn|waf-acl-id|web-acl-id|security-group-prefix-lists|quic-enabled-ports)$/, when: on },
  { key: /^(transforms|target-control-port)\./, when: on },
  { key: /minimum_healthy_targets\.(count|percentage)$/, when: ({ values }) => !/^(1|off)$/.test(values[0] ?? '1') },
];

/** What a controller does with them is not known. */
const unknownTo: Readonly<Record<string, RegExp>> = { 'eks-auto-mode': /^(enable-frontend-nlb|auth-type)$/ };

const prefix = 'aws-load-balancer-';

/** When a line with a key is one that is not followed. */
const unfollowedWith = remembered((key) => unfollowed.filter((each) => each.key.test(key)).map(({ when }) => when));

const known = new WeakMap<Cluster, ReadonlyMap<ElementId, readonly Setting[]>>();

/** What is written of each object of a cluster that a balancer is made of. */
function settingsIn(cluster: Cluster): ReadonlyMap<ElementId, readonly Setting[]> {
  let settings = known.get(cluster);
  if (!settings) {
    const { services, ingresses, gateways } = cluster;
    settings = new Map([...services, ...ingresses, ...gateways].map((each) => [each.id, each.settings]));
    known.set(cluster, settings);
  }
  return settings;
}

/** Lines of what a balancer is made of that change what it does with packets, and that no compiler follows. */
export function unfollowedBy(
  { topology }: Plan,
  { members, cluster, controller }: PlannedBalancer,
): readonly Setting[] {
  const of = topology.clusters.find(({ id }) => id === cluster);
  const written = of && settingsIn(of);
  return members
    .flatMap((id) => written?.get(id) ?? [])
    .filter((setting) => {
      const key = setting.key.startsWith(prefix) ? setting.key.slice(prefix.length) : setting.key;
      return (
        unfollowedWith(key).some((when) => when(setting)) || (unknownTo[controller]?.test(key) === true && on(setting))
      );
    });
}

/** Whom a balancer lets in is not known, where it asks lists of Amazon's or of others. */
export const admitsUnknown = (settings: readonly Setting[]): boolean =>
  settings.some(({ key }) => key.endsWith('security-group-prefix-lists'));

/** The mark of a balancer's node: what its listeners get. Its checks and the answers of targets go to other ports. */
export const balancerMarks = (
  { name, listeners, undetermined }: PlannedBalancer,
  settings: readonly Setting[],
  own: readonly Ip[],
): readonly Mark[] =>
  [
    ...settings.slice(0, 1).map(({ key }) => notModelled(`the load balancer of ${name} has ${key}`)),
    ...(undetermined === undefined ? [] : [undetermined]),
  ].map((why) => ({
    ...{ hook: 'all', why, to: new Set(own) },
    ports: listeners.map(({ port }) => ({ from: port, to: port })),
  }));
