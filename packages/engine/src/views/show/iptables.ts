import type { Family } from '../../base/addr/index.ts';
import { type Chain, chainKey, type HookName, type TableName } from '../../network/netfilter.ts';
import type { Device } from '../../network/network.ts';
import { showNetfilterRule } from '../../network/show-netfilter.ts';
import { saveRule } from './iptables-rule.ts';
import type { Line } from './line.ts';

/** The built-in chains of each table (iptables(8)). */
const builtin: Readonly<Record<TableName, readonly HookName[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/** The order in which `iptables-nft-save` prints the tables, whatever was made first. */
const tables: readonly TableName[] = ['mangle', 'raw', 'filter', 'nat'];

/** The output of `iptables-save` on nf_tables: every table that has a chain, the author's chains by name. Of IPv6 that of `ip6tables-save`. */
export function showIptables(device: Device, family: Family = 4): readonly Line[] {
  const ruleset = family === 4 ? device.ruleset : device.six?.ruleset;
  const chains = ruleset ? [...ruleset.chains()] : [];
  return tables.flatMap((table): Line[] => {
    const own = chains.filter((chain) => chain.table === table);
    if (own.length === 0) return [];
    const hooks = builtin[table].map(
      (name): Chain => ruleset?.get(chainKey(table, name)) ?? { table, name, rules: [], policy: 'ACCEPT' },
    );
    const custom = own
      .filter(({ name }) => !builtin[table].some((hook) => hook === name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const all = [...hooks, ...custom];
    return [
      { text: `*${table}` },
      ...hooks.map(policyLine),
      ...custom.map(({ name }) => ({ text: `:${name} - [0:0]` })),
      ...all.flatMap((chain) => chain.rules.map((rule) => lineOf(chain, rule))),
      { text: 'COMMIT' },
    ];
  });
}

const policyLine = ({ table, name, policy = 'ACCEPT' }: Chain): Line => ({
  text: `:${name} ${policy} [0:0]`,
  entry: `-P ${name} ${policy}`,
  table,
});

const lineOf = ({ table, name }: Chain, rule: Chain['rules'][number]): Line => ({
  text: saveRule(name, rule),
  entry: showNetfilterRule(name, rule),
  table,
});
