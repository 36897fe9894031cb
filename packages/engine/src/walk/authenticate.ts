import type { Authentication } from '../network/program.ts';
import type { HttpRequest } from '../trace/request.ts';

/** What comes of asking who somebody is: he goes on, is answered, or nobody knows. */
export type Asked =
  | { readonly kind: 'goes on' }
  | { readonly kind: 'answered'; readonly status: 302 | 401; readonly location?: string; readonly entry: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** Where a provider sends people back to: the balancer keeps it for itself (Application Load Balancer user guide, Authenticate users). */
const backFrom = '/oauth2/idpresponse';

/**
 * An Application Load Balancer that authenticates: without its session cookie a request is sent to the provider's authorization
 * endpoint (302), denied (401) or let in, as is written (the same guide). Whether a session is good it alone knows.
 */
export function authenticate({ cookie, without, endpoint }: Authentication, { path, headers }: HttpRequest): Asked {
  if (path === backFrom)
    return { kind: 'unknown', why: `what the balancer makes of a code at ${backFrom} is not followed` };
  // a session may be in several cookies, which have numbers
  const names = (headers.cookie ?? '').split(';').map((each) => each.trim().split('=')[0] ?? '');
  if (names.some((name) => name === cookie || name.startsWith(`${cookie}-`)))
    return { kind: 'unknown', why: `whether the session in the cookie ${cookie} is good is not known` };
  if (without === 'allow') return { kind: 'goes on' };
  if (without === 'deny') return { kind: 'answered', status: 401, entry: 'without a session: 401' };
  const to = endpoint ?? 'the provider of identities';
  return {
    ...{ kind: 'answered', status: 302, entry: `without a session: 302 to ${to}, with a state of its own` },
    ...(endpoint === undefined ? {} : { location: endpoint }),
  };
}
