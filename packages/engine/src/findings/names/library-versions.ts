import { resolvers } from '../../compilers/resolvers/index.ts';
import type { Plan } from '../../plan/plan.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** NK097: a resolver library that nobody has seen, or a version of one outside of those whose behaviour was seen. */
export const libraryVersions: Check = {
  codes: ['NK097'],
  doc: 'A resolver library, or its version, is none whose behaviour netk has from observation.',
  *run({ plan }) {
    for (const setting of writtenIn(plan)) {
      const why = whyUnknown(setting);
      if (why !== undefined)
        yield {
          ...{ code: 'NK097', severity: 'warning', about: setting.id, related: [] },
          message: why,
        } satisfies Finding;
    }
  },
};

function writtenIn({ topology }: Plan): readonly Setting[] {
  const { internet, vpcs, clusters } = topology;
  const all = [
    ...clusters.flatMap(({ pods, workloads, nodes, nodeGroups }) => [...pods, ...workloads, ...nodes, ...nodeGroups]),
    ...vpcs.flatMap(({ hosts }) => hosts),
    ...(internet?.clients ?? []),
    ...(internet?.hosts ?? []),
  ];
  return all.flatMap(({ settings }) => settingOf(settings, 'stub-resolver') ?? []);
}

function whyUnknown({ values: [name, version] }: Setting): string | undefined {
  const library = resolvers.find(({ id }) => id === name);
  if (!library) {
    const known = resolvers.map(({ id }) => id).join(', ');
    return `${name ?? ''} is no resolver library whose behaviour is known (${known}): what it asks for is undetermined`;
  }
  if (version === undefined) return undefined;
  const [from, to] = library.seen;
  const seen = `what ${name} does was seen of ${from === to ? from : `${from} to ${to}`}`;
  if (!/^\d+(\.\d+)*$/.test(version))
    return `${version} is no version of ${name} such as ${library.usual}: ${seen}, and is taken for it`;
  if (compare(version, from) < 0 || compare(version, to) > 0)
    return `${name} ${version}: ${seen}, and is taken for this version as well`;
  return undefined;
}

/** Compares as many numbers as both have: `1.34` is any 1.34. */
function compare(a: string, b: string): number {
  const [x, y] = [a, b].map((each) => each.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i]! - y[i]!;
  return 0;
}
