import { showIp } from '../base/addr/index.ts';
import { type Header, hasPorts, sameTuple, swapped, type Tuple, tupleOf } from '../network/header.ts';
import type { RealServer } from '../network/ipvs.ts';

/** How one side of a TCP connection closes it. */
export const closing = 'FIN,ACK';

/** One tracked connection of one device. Its two tuples differ from a plain swap exactly by the translation. */
export interface Connection {
  readonly original: Tuple;
  /** A program of the device opened it. */
  readonly own: boolean;
  /** What an answer looks like when it arrives here; translation changes it. */
  reply: Tuple;
  mark: number;
  /** The first packet has left the device (or reached a socket) without being dropped. */
  confirmed: boolean;
  answered: boolean;
  /** The answering side has closed it. */
  closed: boolean;
  /** Destination and source translation have been decided, possibly to nothing. */
  decided: { dst: boolean; src: boolean };
  /** A rule has translated them, be it to what they were. */
  translated: { dst: boolean; src: boolean };
  /** IPVS passes its packets on to a server. */
  served?: RealServer;
  /** The firewall mark by which a balancer leads its packets to a target. */
  steered?: number;
}

export interface Tracked {
  readonly connection: Connection;
  readonly direction: 'original' | 'reply';
  readonly state: 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID';
}

/** The connections of one device. */
export class Connections {
  readonly #all: Connection[] = [];
  /** Seconds after which the last ones over UDP were forgotten. */
  lapsed: number | undefined;

  /** What a packet belongs to; a new connection if it starts one. `own`: it is the device's own. */
  track(packet: Header, own: boolean): Tracked {
    const about = packet.about;
    if (about) {
      // An error comes back to where its packet went: it goes the way of that packet's answer (nf_conntrack_proto_icmp.c).
      const known = this.#find(swapped(tupleOf(about)));
      if (known) return { ...known, state: 'RELATED' };
      return { connection: open(packet, own), direction: 'original', state: 'INVALID' };
    }
    const known = this.#find(packet);
    if (!known && !opens(packet)) return { connection: open(packet, own), direction: 'original', state: 'INVALID' };
    if (!known) {
      const connection = open(packet, own);
      this.#all.push(connection);
      return { connection, direction: 'original', state: 'NEW' };
    }
    if (known.direction === 'reply') {
      known.connection.answered = true;
      if (packet.flags === closing) known.connection.closed = true;
    }
    const state = known.connection.answered || known.direction === 'reply' ? 'ESTABLISHED' : 'NEW';
    return { ...known, state };
  }

  /** Whether the answers of a connection look like packets of another one (nf_conntrack_core.c, nf_conntrack_tuple_taken). */
  isTaken(connection: Connection): boolean {
    const { reply } = connection;
    return this.#all.some(
      (each) => each !== connection && (sameTuple(each.original, reply) || sameTuple(each.reply, reply)),
    );
  }

  /** A dropped first packet leaves nothing behind. */
  forget(connection: Connection): void {
    const index = this.#all.indexOf(connection);
    if (index >= 0 && !connection.confirmed) this.#all.splice(index, 1);
  }

  get all(): readonly Connection[] {
    return this.#all;
  }

  /** Those over UDP. */
  get datagrams(): readonly Connection[] {
    return this.#all.filter(({ original }) => original.protocol === 'udp');
  }

  /** Those over UDP have said nothing for longer than this, and are there no more. */
  forgetDatagrams(seconds: number): void {
    if (this.datagrams.length === 0) return;
    this.#all.splice(0, this.#all.length, ...this.#all.filter(({ original }) => original.protocol !== 'udp'));
    this.lapsed = seconds;
  }

  #find(tuple: Tuple): { readonly connection: Connection; readonly direction: 'original' | 'reply' } | undefined {
    for (const connection of this.#all) {
      if (sameTuple(connection.original, tuple)) return { connection, direction: 'original' };
      if (sameTuple(connection.reply, tuple)) return { connection, direction: 'reply' };
    }
    return undefined;
  }
}

/**
 * An answer to nothing that was seen opens no connection: of TCP SYN,ACK, FIN and RST, of ICMP an echo reply (nf_conntrack_proto_tcp.c,
 * tcp_new; nf_conntrack_proto_icmp.c; seen on 6.12 where answers come back another way).
 */
const opens = ({ flags }: Header): boolean => !/^(RST|FIN|SYN,ACK|echo-reply)/.test(flags);

const open = (packet: Header, own: boolean): Connection => ({
  own,
  original: tupleOf(packet),
  reply: swapped(packet),
  mark: 0,
  confirmed: false,
  answered: false,
  closed: false,
  decided: { dst: false, src: false },
  translated: { dst: false, src: false },
});

/** The entry as `conntrack -L` prints it, without the timeout. */
export function showConnection({ original, reply, mark, answered, closed }: Connection): string {
  const tuple = (t: Tuple): string => {
    const ends = `src=${showIp(t.src)} dst=${showIp(t.dst)}`;
    if (hasPorts(t.protocol)) return `${ends} sport=${t.sport} dport=${t.dport}`;
    return ends;
  };
  const tcp = original.protocol === 'tcp' ? `${closed ? 'FIN_WAIT' : answered ? 'SYN_RECV' : 'SYN_SENT'} ` : '';
  return `${original.protocol} ${tcp}${tuple(original)} ${answered ? '' : '[UNREPLIED] '}${tuple(reply)} mark=${mark}`;
}
