import type { Branch, Trace } from '../../trace/trace.ts';
import { relaysOf } from './legs.ts';
import { answeredBy, isInTls, statusOf } from './request.ts';
import { endOf, timelineOf } from './timeline.ts';

/** What the program that asked sees, as a clause: `connected, from the address it dialled`. */
export function clientSees(trace: Trace, branch: Branch): string {
  const tcp = trace.flow.protocol === 'tcp';
  switch (branch.client) {
    case 'ok':
      if (branch.lookup && !connects(branch)) return `${branch.lookup.answers.join(', ')}${waited(branch)}`;
      if (statusOf(branch) !== undefined) return `HTTP 200 from ${answeredBy(branch)}${dialled(branch)}`;
      return `${tcp ? 'connected' : 'an answer'}${dialled(branch)}`;
    case 'timeout':
      if (branch.lookup && !connects(branch))
        return `no answer about the name (${branch.lookup.error})${waited(branch)}`;
      return tcp
        ? 'timeout: no answer at all, SYN sent again after 1, 3, 7, 15, 31 and 63 s, given up after about 127 s (Linux defaults)'
        : 'timeout: no answer at all';
    case 'refused':
      return `${tcp ? 'connection refused, at once' : 'port unreachable, at once'}${limited(trace, branch)}`;
    case 'not-permitted':
      return 'operation not permitted (EPERM), from its own call, at once';
    case 'unreachable':
      return branch.cause === 'ARP-FAIL'
        ? 'host unreachable, after about 3 s'
        : `host unreachable, at once${limitedRoute(branch)}`;
    case 'closed':
      return closedBy(branch);
    case 'nxdomain':
    case 'nodata':
    case 'servfail':
      return `${noName[branch.client]}${branch.lookup?.error === undefined ? '' : ` (${branch.lookup.error})`}${waited(branch)}`;
    case 'unknown':
      return branch.to === undefined
        ? 'what depends on the missing fact'
        : `what ${branch.forward[0]?.steps[0]?.after?.dst ?? 'whoever is there'} answers`;
    default:
      return `HTTP ${statusOf(branch)} from ${answeredBy(branch)}: ${fine(branch)}`;
  }
}

/**
 * Linux sends a client six ICMP errors at once and then one a second (icmp_ratelimit 1000, its burst of 6; seen on 6.18), but for
 * programs of its own. A TCP client that is told nothing tries again after a second. What a program of eBPF sends back is not counted.
 */
function limited({ flow }: Trace, branch: Branch): string {
  if (!isTold(branch) || flow.protocol === 'icmp' || lastStage(branch).startsWith('tc ')) return '';
  const later =
    flow.protocol === 'tcp'
      ? 'from the seventh quick try on only after a second'
      : 'from the seventh quick datagram on nothing';
  return ` (${later}: ICMP errors are limited for each client)`;
}

/**
 * That there is no route is counted twice, from one bucket for each peer: before the error is made (ip_error, five and one a second) and when
 * it is sent (icmp_ratelimit). Whoever goes on to try takes the one that the second would need. Seen on 6.18: of tries each 50 ms the first two
 * are told, of one a second four, of one in two seconds all.
 */
const limitedRoute = (branch: Branch): string =>
  isTold(branch) && /^(ip rule|table )/.test(lastStage(branch))
    ? ' (of quick tries the first two, of one a second the first four, and then nothing before a pause of two seconds: Linux counts errors of routing twice)'
    : '';

/** Whether another machine says so by ICMP. */
const isTold = ({ forward, reply: [told] }: Branch): boolean =>
  told?.steps[0]?.after?.protocol === 'icmp' && told.id !== forward[0]?.id;

/** Where the packet ended. */
const lastStage = ({ forward }: Branch): string => forward.at(-1)?.steps.at(-1)?.stage ?? '';

const noName = {
  nxdomain: 'name not found',
  nodata: 'the name is there and has no address',
  servfail: 'the name could not be looked up',
} as const;

const connects = ({ legs = [] }: Branch): boolean => legs.some(({ kind }) => kind === 'connection');

/** How long the program waited for servers that said nothing. */
const waited = ({ lookup }: Branch): string =>
  lookup && lookup.seconds > 0 ? `, after ${Math.round(lookup.seconds * 10) / 10} s` : '';

/** What worked, so that nobody looks there: a status is an answer to a request, which needs a connection. */
function fine({ legs = [], request: own }: Branch): string {
  const asked = own ?? legs.find(({ request }) => request)?.request;
  return asked && isInTls(asked) ? 'the connection and TLS are fine' : 'the connection is fine';
}

/** A relay accepts before it knows whether it reaches anybody. */
function closedBy(branch: Branch): string {
  const relay = relaysOf(branch)[0]?.device ?? 'the other end';
  const second = branch.legs?.filter(({ kind }) => kind === 'connection')[1];
  const when =
    second?.client === 'timeout' ? `when ${relay} gives up its own connection to ${second.flow.to}` : 'at once';
  return `connected, then closed by ${relay} without a byte, ${when} (reset, if ${relay} had not read what was sent)`;
}

/** Whether the answer comes from the very address and port that the client asked. */
function dialled(branch: Branch): string {
  const moments = timelineOf(branch);
  const asked = moments[0]?.after;
  const answer = moments.findLast((moment) => moment.direction === 'reply')?.after;
  if (!asked || !answer) return '';
  return endOf(asked, 'dst') === endOf(answer, 'src')
    ? ', from the address it dialled'
    : `, from ${endOf(answer, 'src')}, not from ${endOf(asked, 'dst')}`;
}
