import { type Cidr, type Device, type PolicyRule, showCidr, showIp, type TableRoute } from '@netk/engine';
import { type Family, isOf } from './families.ts';
import type { Names } from './names.ts';

const known: Readonly<Record<string, number>> = { local: 255, main: 254, default: 253 };
/** Where the numbers of tables begin that have a name of their own. */
const named = 1000;

/** `ip -batch` lines for rules and routes of one device and family. Tables that ask others become `throw` routes and a rule more. */
export function routingLines(
  device: Device,
  names: Names,
  onlink: ReadonlySet<string>,
  family: Family = 4,
): readonly string[] {
  const order = [...device.tables.keys()];
  const number = (table: string): number => {
    const own = known[table] ?? (/^\d+$/.test(table) ? Number(table) : named + order.indexOf(table));
    if (own < 1) throw new TypeError(`${device.name} has no table ${table}`);
    return own;
  };
  const lines: string[] = [];
  for (const [table, routes] of device.tables) {
    if (table === 'local') {
      lines.push(...routes.flatMap((route) => ownBlock(route, device, names, family)));
      continue;
    }
    // A gateway must be reachable when its route is added.
    const own = routes.filter(({ to }) => isOf(family, to.base));
    const sorted = own.sort((a, b) => Number(a.via !== undefined) - Number(b.via !== undefined));
    for (const route of sorted) {
      const words = routeWords(route, device, names, onlink);
      if (words) lines.push(`route add ${words} table ${number(table)}`);
    }
  }
  return [...lines, ...ruleLines(device, names, number, family)];
}

/** The kernel knows the addresses of interfaces; whole blocks of a machine's own, and what a program takes for its own, have to be told. */
function ownBlock(
  { to, type, dev, proto }: TableRoute,
  device: Device,
  names: Names,
  family: Family,
): readonly string[] {
  const whole = family === 4 ? 32 : 128;
  if (type !== 'local' || dev === undefined || dev === 'lo' || !isOf(family, to.base)) return [];
  const taken = proto !== undefined && proto !== 'kernel';
  if (to.bits === whole && !taken) return [];
  const how = taken ? ` proto ${proto}` : '';
  return [`route add local ${showCidr(to)} dev ${names.interface(device.id, dev)}${how} table ${known.local}`];
}

function routeWords(route: TableRoute, device: Device, names: Names, onlink: ReadonlySet<string>): string | undefined {
  // What is not modelled has no route; a walk that needs it is undetermined, and not compared.
  if (route.unmodelled !== undefined) return undefined;
  const to = showCidr(route.to);
  if (route.type === 'blackhole') return `blackhole ${to}`;
  if (route.type === 'delegate') return `throw ${to}`;
  if (route.type === 'local' || route.dev === undefined) return undefined;
  const dev = names.interface(device.id, route.dev);
  return [
    to,
    route.via === undefined ? '' : `via ${showIp(route.via)}`,
    `dev ${dev}`,
    route.proto === undefined ? '' : `proto ${route.proto}`,
    route.scope === undefined || route.scope === 'global' || typeof route.to.base === 'bigint'
      ? ''
      : `scope ${route.scope}`,
    route.metric === undefined ? '' : `metric ${route.metric}`,
    route.src === undefined ? '' : `src ${showIp(route.src)}`,
    route.onlink || (route.via !== undefined && (device.words !== undefined || onlink.has(route.dev))) ? 'onlink' : '',
  ]
    .filter((word) => word !== '')
    .join(' ');
}

/** Priorities are spread, so that a table that a `throw` route asks comes right behind. */
const spread = 10;

function ruleLines(device: Device, names: Names, number: (table: string) => number, family: Family): readonly string[] {
  const lines = ['rule flush'];
  const rules = family === 4 ? device.rules : (device.six?.rules ?? device.rules);
  // The rule at 0 outlives the flush. Without the local table a machine does not know its own addresses.
  const local = rules.find(({ table }) => table === 'local');
  if (!local) lines.push('rule add prio 1 lookup local');
  else if (local.priority > 0) lines.push(`rule add prio ${local.priority * spread} lookup local`, 'rule del prio 0');
  const isOwn = (block: Cidr | undefined): boolean => block === undefined || isOf(family, block.base);
  for (const rule of rules) {
    if (!isOwn(rule.from) || !isOwn(rule.to)) continue;
    const selectors = selectorsOf(rule, device, names);
    const prio = rule.priority * spread;
    if (rule.table !== 'local') lines.push(`rule add ${selectors} prio ${prio} lookup ${number(rule.table)}`);
    const asked = (device.tables.get(rule.table) ?? []).find(
      ({ type, to }) => type === 'delegate' && isOf(family, to.base),
    )?.table;
    if (asked !== undefined) lines.push(`rule add ${selectors} prio ${prio + 1} lookup ${number(asked)}`);
  }
  if (device.silent) lines.push('rule add prio 400000 blackhole');
  return lines;
}

function selectorsOf(rule: PolicyRule, device: Device, names: Names): string {
  const words = [rule.from ? `from ${showCidr(rule.from)}` : 'from all'];
  if (rule.to) words.push(`to ${showCidr(rule.to)}`);
  if (rule.fwmark) words.push(`fwmark ${rule.fwmark.value}/${rule.fwmark.mask}`);
  if (rule.iif !== undefined) words.push(`iif ${names.interface(device.id, rule.iif)}`);
  if (rule.sender) words.push(`fwmark ${sendersOf(device).get(rule.sender.mac)}`);
  return words.join(' ');
}

/** The marks that frames of machines get which rules know by their MAC: rules of Linux know marks, and no MAC. */
function sendersOf({ rules }: Device): ReadonlyMap<string, number> {
  const macs = new Set(rules.flatMap(({ sender }) => sender?.mac ?? []));
  return new Map([...macs].map((mac, at) => [mac, firstSender + at]));
}

/** Far from the marks of everything else here. */
const firstSender = 0x70000000;

/** The chain that marks the frames of such machines. */
export function senderChains(device: Device): string {
  const marks = [...sendersOf(device)].map(([mac, mark]) => `    ether saddr ${mac} meta mark set ${mark}`);
  if (marks.length === 0) return '';
  return [
    'table ip senders {',
    '  chain marks {',
    '    type filter hook prerouting priority -200; policy accept;',
    ...marks,
    '  }',
    '}',
  ].join('\n');
}
