import type { SearchPath } from '../../network/resolver.ts';
import type { Step } from '../../trace/trace.ts';
import type { Asking } from '../answer.ts';
import { type Serving, show } from './answers.ts';
import type { Served } from './said.ts';
import type { Question } from './zone-answer.ts';

/** Codes with which CoreDNS writes nothing of its own to the client (plugin, `ClientWrite`). */
const unwritten = /^(SERVFAIL|REFUSED|FORMERR|NOTIMP)$/;

/**
 * Goes through the search path of who asked, where a name ends with the first domain of it: the first name that is there is answered under
 * the name that was asked for, as an alias; if none is, the first answer (plugin/autopath, autopath.go).
 */
export function searched(
  { by }: Serving,
  { stage, pathFor, source }: SearchPath,
  question: Question,
  next: (other?: Question) => Served,
): Served {
  const path = by.client === undefined ? undefined : pathFor(by.client, question.name);
  const [first] = path ?? [];
  if (!path || first === undefined || !question.name.endsWith(`.${first}`)) return next();
  const base = question.name.slice(0, -first.length - 1);
  const steps: Step[] = [];
  const behind: Asking[] = [];
  let failed: Served['said'] | undefined;
  for (const domain of path) {
    const name = domain === '' ? base : `${base}.${domain}`;
    const served = next({ ...question, name });
    const { said } = served;
    steps.push(...served.steps);
    behind.push(...served.behind);
    if (said.kind !== 'answer') return { said, steps, behind };
    failed ??= said;
    const { rcode, records } = said.answer;
    if (rcode === 'NXDOMAIN' || unwritten.test(rcode)) continue;
    if (name === question.name || records.length === 0) return { said, steps, behind };
    const ttl = records[0]!.ttl;
    const alias = { name: question.name, type: 'CNAME', value: name, ttl } as const;
    const entry = `${show(question)}: ${name} is there: CNAME ${name}`;
    steps.push({ kind: 'resolve', stage, entry, ...(source === undefined ? {} : { source }) });
    return { said: { ...said, answer: { ...said.answer, records: [alias, ...records] } }, steps, behind };
  }
  return { said: failed!, steps, behind };
}
