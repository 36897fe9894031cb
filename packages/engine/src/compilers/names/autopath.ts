import { type Ip, parseIp } from '../../base/addr/index.ts';
import { isWithin } from '../../network/dns.ts';
import type { SearchPath } from '../../network/resolver.ts';
import type { Plan, PlannedCluster } from '../../plan/plan.ts';
import { clusterDomain } from '../../plan/resolv-conf.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';

/**
 * `autopath @kubernetes`: the search path of the pod that has the address of who asks, then the domains of CoreDNS's own resolv.conf, then the
 * name alone. It needs `pods verified`; without, and for other addresses, it does nothing (plugin/kubernetes, autopath.go, CoreDNS 1.12).
 */
export function autopath(
  plan: Plan,
  { id }: PlannedCluster,
  settings: readonly Setting[],
  own: readonly string[],
): readonly SearchPath[] {
  const written = settingOf(settings, 'autopath');
  if (!written || written.values[0] === 'false' || settingOf(settings, 'pods')?.values[0] !== 'verified') return [];
  const pathFor = (client: Ip, name: string): readonly string[] | undefined => {
    if (!isWithin(name, clusterDomain)) return undefined;
    const namespaces = plan.pods.flatMap(({ cluster, address, namespace }) =>
      cluster === id && address !== undefined && parseIp(address) === client ? [namespace] : [],
    );
    // several pods of one node's network have one address: the name says whose it is
    const asked = name
      .slice(0, -clusterDomain.length - 1)
      .split('.')
      .at(-2);
    const namespace = namespaces.length > 1 ? namespaces.find((each) => each === asked) : namespaces[0];
    if (namespace === undefined) return undefined;
    return [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain, ...own, ''];
  };
  return [{ kind: 'search', stage: 'plugin autopath', pathFor, source: written.id }];
}
