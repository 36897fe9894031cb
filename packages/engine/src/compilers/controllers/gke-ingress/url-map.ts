import type { ListenerAction, ListenerRule } from '../../../plan/balancer.ts';
import type { Backend, Ingress } from '../../../topology/cluster.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Report } from '../common/report.ts';
import { urlMapPaths } from './paths.ts';

/** Of a host that is written twice the last one counts (pkg/utils, PutPathRulesForHost); the longest path that fits decides. */
export function rulesOf(
  { rules }: Ingress,
  act: (backends: readonly Backend[], about: ElementId) => ListenerAction,
  report: Report,
): readonly ListenerRule[] {
  const made = rules.flatMap(({ id, host, path, pathType, backends }) => {
    const paths = urlMapPaths({
      ...(path === undefined ? {} : { path }),
      ...(pathType === undefined ? {} : { pathType }),
    });
    if (typeof paths === 'string') {
      report.tell('NK086', id, paths);
      return [];
    }
    return paths.map((each) => ({ host: host ?? '', path: each, action: act(backends, id), source: id }));
  });
  const bare = (path: string): number => path.replace(/\/?\*$/, '').length;
  return made
    .sort(
      (a, b) =>
        Number(b.host !== '') - Number(a.host !== '') ||
        bare(b.path) - bare(a.path) ||
        Number(a.path.endsWith('*')) - Number(b.path.endsWith('*')),
    )
    .map(({ host, path, action, source }, at) => ({
      ...{ priority: at + 1, action, source },
      when: { ...(host === '' ? {} : { hosts: [host] }), paths: [path] },
    }));
}
