import { secondsOf } from '../../base/duration.ts';
import type { Cache, Iterate } from '../../network/resolver.ts';
import type { Resolver as WrittenResolver } from '../../topology/internet.ts';
import { settingOf } from '../../topology/setting.ts';
import type { FileNames } from './internet-names.ts';
import type { NameServers } from './name-server.ts';

/** What is different in the software of recursive resolvers, as seen of unbound 1.17.1, BIND 9.18.49 and dnsmasq 2.90 on Linux 6.18. */
interface Software {
  readonly minimises?: Iterate['minimises'];
  readonly mostAliases: number;
  /** Seconds that answers are kept at most, and negative ones. */
  readonly most: number;
  readonly mostNegative: number;
  readonly negative?: Cache['negative'];
  /** Seconds for a server of a zone that it has not asked before. */
  readonly wait: number;
}

const software: Readonly<Record<string, Software>> = {
  // UNKNOWN_SERVER_NICENESS, util/storage/lookup3 and services/cache/infra.h
  unbound: { minimises: 'A', mostAliases: 11, most: 86_400, mostNegative: 3600, wait: 0.376 },
  // `resolver-retry-interval` of 800 ms; it trusts the TTL of the SOA record and does not look at MINIMUM
  bind: { minimises: 'NS', mostAliases: 11, most: 604_800, mostNegative: 10_800, negative: 'ttl', wait: 0.8 },
};

/** A resolver that asks from the root on: that of a provider, or one that everybody may use. */
export const recursive: NameServers = {
  id: 'recursive',
  doc: "A recursive resolver: a provider's, or one that everybody may use.",
  of: (plan, names) =>
    (plan.topology.internet?.resolvers ?? []).map((resolver) => ({
      ...{ device: resolver.id, port: 53, owner: resolver.name },
      resolver: { kind: 'resolve', name: resolver.name, stages: stagesOf(resolver, names), source: resolver.id },
    })),
};

function stagesOf({ id, settings }: WrittenResolver, names: FileNames): readonly (Cache | Iterate)[] {
  const own = software[settingOf(settings, 'software')?.values[0]?.toLowerCase() ?? 'unbound'] ?? software.unbound!;
  const seconds = (key: string) => secondsOf(settingOf(settings, key)?.values[0] ?? '');
  const { minimises, mostAliases, negative, wait } = own;
  return [
    {
      ...{ kind: 'cache', stage: 'cache', source: id },
      most: seconds('cache-max') ?? own.most,
      least: seconds('cache-min') ?? 0,
      mostNegative: seconds('negative-ttl') ?? own.mostNegative,
      ...(negative === undefined ? {} : { negative }),
    },
    {
      ...{ kind: 'iterate', stage: 'recursion', names, mostAliases, wait, source: id },
      ...(minimises === undefined ? {} : { minimises }),
    },
  ];
}
