/** A message of ICMP: its type, and its code where one of several is meant. */
export interface IcmpMessage {
  readonly type: number;
  readonly code?: number;
}

/**
 * Names as `iptables -p icmp -h` and `ip6tables -p icmpv6 -h` list them (iptables 1.8.9), with the names that stand in
 * brackets there. The numbers are those of RFC 792, 1122, 1812 and 4443.
 */
const tables = {
  icmp: `echo-reply pong 0
    destination-unreachable 3
    network-unreachable 3/0
    host-unreachable 3/1
    protocol-unreachable 3/2
    port-unreachable 3/3
    fragmentation-needed 3/4
    source-route-failed 3/5
    network-unknown 3/6
    host-unknown 3/7
    network-prohibited 3/9
    host-prohibited 3/10
    TOS-network-unreachable 3/11
    TOS-host-unreachable 3/12
    communication-prohibited 3/13
    host-precedence-violation 3/14
    precedence-cutoff 3/15
    source-quench 4
    redirect 5
    network-redirect 5/0
    host-redirect 5/1
    TOS-network-redirect 5/2
    TOS-host-redirect 5/3
    echo-request ping 8
    router-advertisement 9
    router-solicitation 10
    time-exceeded ttl-exceeded 11
    ttl-zero-during-transit 11/0
    ttl-zero-during-reassembly 11/1
    parameter-problem 12
    ip-header-bad 12/0
    required-option-missing 12/1
    timestamp-request 13
    timestamp-reply 14
    address-mask-request 17
    address-mask-reply 18`,
  icmpv6: `destination-unreachable 1
    no-route 1/0
    communication-prohibited 1/1
    beyond-scope 1/2
    address-unreachable 1/3
    port-unreachable 1/4
    failed-policy 1/5
    reject-route 1/6
    packet-too-big 2
    time-exceeded ttl-exceeded 3
    ttl-zero-during-transit 3/0
    ttl-zero-during-reassembly 3/1
    parameter-problem 4
    bad-header 4/0
    unknown-header-type 4/1
    unknown-option 4/2
    echo-request ping 128
    echo-reply pong 129
    router-solicitation 133
    router-advertisement 134
    neighbour-solicitation neighbor-solicitation 135
    neighbour-advertisement neighbor-advertisement 136
    redirect 137`,
} as const;

export type IcmpProtocol = keyof typeof tables;

export const isIcmp = (protocol: string): protocol is IcmpProtocol => protocol === 'icmp' || protocol === 'icmpv6';

interface Named {
  readonly name: string;
  readonly message: IcmpMessage;
}

const read = (table: string): readonly Named[] =>
  table.split('\n').flatMap((row) => {
    const [number = '', ...names] = row.trim().split(' ').reverse();
    const [type, code] = number.split('/').map(Number);
    return names.reverse().map((name) => ({ name, message: { type: type!, ...(code === undefined ? {} : { code }) } }));
  });

/** Every name of a type or of one of its codes; the usual name of a message comes first. */
export const icmpNames: Readonly<Record<IcmpProtocol, readonly Named[]>> = {
  icmp: read(tables.icmp),
  icmpv6: read(tables.icmpv6),
};

/** The message that a name means, in letters of any case. */
export const icmpNamed = (protocol: IcmpProtocol, name: string): IcmpMessage | undefined =>
  icmpNames[protocol].find((each) => each.name.toLowerCase() === name.toLowerCase())?.message;

/** `echo-request`, `fragmentation-needed`; without a name the numbers: `40`, `3-8`. */
export function showIcmp(protocol: IcmpProtocol, { type, code }: IcmpMessage): string {
  const known = icmpNames[protocol].find(({ message }) => message.type === type && message.code === code);
  return known?.name ?? (code === undefined ? `${type}` : `${type}-${code}`);
}

/** What a packet of the walk is, by its `flags`; its code is 0 where the name is that of a type. Undefined: it is no ICMP. */
export function icmpOf({
  protocol,
  flags,
}: {
  readonly protocol: string;
  readonly flags: string;
}): Required<IcmpMessage> | undefined {
  if (!isIcmp(protocol)) return undefined;
  const message = icmpNamed(protocol, flags);
  if (!message) throw new Error(`no message of ${protocol} is called ${flags}`);
  return { code: 0, ...message };
}

/** Whether a message is the one that is meant, or one of a type of which all are. */
export const isMessage = (meant: IcmpMessage, { type, code }: IcmpMessage): boolean =>
  meant.type === type && (meant.code === undefined || meant.code === code);
