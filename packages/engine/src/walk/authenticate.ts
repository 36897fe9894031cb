import type { Authentication } from '../network/program.ts';
import type { HttpRequest } from '../trace/request.ts';
import { pairsOf } from './requests.ts';

/** What comes of asking who somebody is: he goes on, is answered, or nobody knows. */
export type Asked =
  | { readonly kind: 'goes on' }
  | { readonly kind: 'answered'; readonly status: 302 | 401 | 561; readonly location?: string; readonly entry: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** Where a provider sends people back to: the balancer keeps it for itself (Application Load Balancer user guide, Authenticate users). */
const backFrom = '/oauth2/idpresponse';

/** The cookie that the balancer gives whom it sends to the provider, and expects back. */
const nonce = 'AWSALBAuthNonce';

/**
 * What the balancer says to who comes back from the provider: without the state or its cookie 401, with an error of the provider 561 (the
 * same guide; error codes AuthMissingStateParam and AuthMissingAWSALBAuthNonce of its access logs). What the provider makes of a code it alone knows.
 */
function cameBack({ query = '' }: HttpRequest, cookies: readonly string[]): Asked {
  const words = new Map(pairsOf(query));
  const lacks = words.has('state') ? (cookies.includes(nonce) ? undefined : `the cookie ${nonce}`) : 'a state';
  if (lacks !== undefined)
    return { kind: 'answered', status: 401, entry: `back from the provider without ${lacks}: 401` };
  const error = words.get('error');
  if (error === undefined)
    return { kind: 'unknown', why: `what the balancer makes of a code at ${backFrom} is not followed` };
  return { kind: 'answered', status: 561, entry: `the provider sends the error ${error}: 561` };
}

/**
 * An Application Load Balancer that authenticates: without its session cookie a request is sent to the provider's authorization
 * endpoint (302), denied (401) or let in, as is written (the same guide). Whether a session is good it alone knows.
 */
export function authenticate({ cookie, without, endpoint }: Authentication, request: HttpRequest): Asked {
  const names = (request.headers.cookie ?? '').split(';').map((each) => each.trim().split('=')[0] ?? '');
  if (request.path === backFrom) return cameBack(request, names);
  // a session may be in several cookies, which have numbers
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
