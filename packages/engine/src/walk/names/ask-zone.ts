import { showIp } from '../../base/addr/index.ts';
import type { Zone } from '../../network/dns.ts';
import type { Iterate } from '../../network/resolver.ts';
import type { Step } from '../../trace/trace.ts';
import type { Asking, Said } from '../answer.ts';
import { type Serving, show } from './answers.ts';
import type { Question } from './zone-answer.ts';

/** Bytes that unbound 1.17 and BIND 9.18 say they take. */
const recursiveBytes = 1232;

/** What a zone with several servers takes for granted. */
export const oneOf = ({ title, servers }: Zone): string =>
  `${title} has ${servers.length} servers, and resolvers draw whom they ask: one is shown, all have the same records`;

/** What one server said to all parts of a name. */
const fails = (said: Said): boolean =>
  said.kind !== 'answer' || said.answer.rcode === 'SERVFAIL' || said.answer.rcode === 'REFUSED';

/**
 * Asks the servers of a zone for the parts of a name: one that answers neither in time nor with an answer is left for the next one.
 * All of them have the same records, so that which is the first decides nothing but the way. What it asks is added to `log`.
 */
export function askZone(
  { world, device, depth }: Serving,
  { stage, wait }: Pick<Iterate, 'stage' | 'wait'>,
  zone: Zone,
  parts: readonly Question[],
  log: {
    readonly asked: Asking[];
    readonly steps: Step[];
    readonly number: number;
    /** The zone has nothing of that name, whatever the file says of it: part after part is asked for in vain. */
    readonly isNowhere: boolean;
  },
): Said {
  const failed: Said[] = [];
  let waited = 0;
  const whole = parts.at(-1)?.name;
  for (const [k, address] of zone.servers.entries()) {
    let said: Said = { kind: 'silence' };
    for (const question of parts) {
      const to = { device, address, port: 53, transport: 'udp', question, edns: recursiveBytes } as const;
      const asking = world.ask({ ...to, number: log.number + 10 * k }, depth);
      log.asked.push(asking);
      log.steps.push({ kind: 'resolve', stage, entry: `${show(question)}: asks ${zone.title} at ${showIp(address)}` });
      said = asking.said;
      // an alias stands for every type
      if (said.kind === 'answer' && said.answer.records[0]?.type === 'CNAME' && question.name === whole) break;
      if (said.kind !== 'answer' && !(said.kind === 'unknown' && log.isNowhere)) break;
    }
    if (said.kind === 'answer' && !fails(said)) return { ...said, after: said.after + waited };
    failed.push(said);
    if (said.kind === 'silence') waited += wait;
  }
  // one of which nothing is known may have answered; else what they said, if they said anything
  return (
    failed.find(({ kind }) => kind === 'unknown') ??
    failed.find(({ kind }) => kind === 'answer') ??
    failed[0] ?? { kind: 'silence' }
  );
}
