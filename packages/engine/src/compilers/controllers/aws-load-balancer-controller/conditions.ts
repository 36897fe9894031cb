import type { HttpCondition } from '../../../network/program.ts';
import type { Setting } from '../../../topology/setting.ts';
import { listed } from '../common/annotations.ts';

/** What `conditions.NAME { … }` lines say: hosts and paths join those of the rule, the others must hold beside them. */
export interface Conditions {
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  readonly more: HttpCondition;
  /** How many values are compared: a rule has at most five (Elastic Load Balancing quotas). */
  readonly refused?: string;
}

const nothing: Conditions = { hosts: [], paths: [], more: {} };

/** A value that must be one of two lists is one of what they share; undefined: no list yet. */
const both = (known: readonly string[] | undefined, next: readonly string[]): readonly string[] =>
  known ? known.filter((each) => next.includes(each)) : next;

/** Reads the conditions of a backend, flat or with the inner block of the annotation's JSON (`httpHeaderConfig { … }`). */
export function conditionsOf(lines: readonly Setting[]): Conditions {
  let { hosts, paths, more } = nothing;
  for (const line of lines) {
    const inner = [...line.settings, ...line.settings.flatMap(({ settings }) => settings)];
    const at = (key: string) => inner.filter((each) => each.key === key);
    const values = listed(at('values').flatMap((each) => each.values));
    const field = at('field')[0]?.values[0];
    if (field === undefined) return { ...nothing, refused: `${line.key} names no field` };
    if (values.length === 0) return { ...nothing, refused: `${line.key} has no values for ${field}` };
    if (field === 'host-header') hosts = [...hosts, ...values];
    else if (field === 'path-pattern') paths = [...paths, ...values];
    else if (field === 'http-request-method') more = { ...more, methods: both(more.methods, values) };
    else if (field === 'source-ip') more = { ...more, sources: both(more.sources, values) };
    else if (field === 'http-header') {
      const name = at('httpHeaderName')[0]?.values[0];
      if (name === undefined) return { ...nothing, refused: `${line.key} names no httpHeaderName` };
      more = { ...more, headers: [...(more.headers ?? []), { name, values }] };
    } else if (field === 'query-string') {
      if (more.query) return { ...nothing, refused: `${line.key}: netk follows one condition on the query for a rule` };
      more = { ...more, query: values.map(queryOf) };
    } else return { ...nothing, refused: `${line.key}: ${field} is no field of a condition` };
  }
  return { hosts, paths, more };
}

/** `version=2`: a key and its value; without a sign, a value of any key. */
function queryOf(text: string): { readonly key?: string; readonly value: string } {
  const at = text.indexOf('=');
  return at < 0 ? { value: text } : { key: text.slice(0, at), value: text.slice(at + 1) };
}
