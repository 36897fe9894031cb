import type { Certificate, Relay } from '../network/program.ts';
import type { HttpRequest } from '../trace/request.ts';
import type { Step } from '../trace/trace.ts';
import type { Sending } from './answer.ts';
import type { OwnAnswer } from './relay.ts';

/** A name or a wildcard of one label for it, as a client compares them (RFC 9525, section 6.3). */
const isFor = (name: string, { hosts = [] }: Certificate): boolean => {
  const wanted = name.toLowerCase();
  return hosts.some((each) => {
    const host = each.toLowerCase();
    return host.startsWith('*.')
      ? wanted.slice(wanted.indexOf('.')) === host.slice(1) && wanted.includes('.')
      : host === wanted;
  });
};

/** Nobody has said what it is for. */
const isOpen = ({ hosts }: Certificate): boolean => hosts === undefined;

/**
 * What comes of the certificates of a relay where a client asks for a name with TLS: the step that says which one it gets, or the
 * client's own end of the connection, where the one that it gets is for other names. Undefined: it compares none, or nothing is
 * known of them.
 */
export function certificateShown(
  { certified: asked }: Pick<Sending, 'certified'>,
  { name: of, source, http }: Pick<Relay, 'name' | 'source' | 'http'>,
  request: HttpRequest | undefined,
): Step | OwnAnswer | undefined {
  const tls = http?.tls ?? [];
  if (asked === undefined || request?.scheme !== 'https' || tls.length === 0) return undefined;
  const own = source === undefined ? {} : { source };
  const found = tls.find((each) => isFor(asked, each));
  if (found) return { kind: 'balance', stage: 'listener', entry: `${asked}: ${showCertificate(found)}`, ...own };
  // the one that fits may be one of these
  if (tls.some(isOpen)) return undefined;
  const other = http?.otherCertificate;
  const shown = other === undefined ? showCertificate(tls[0]!) : `certificate ${other}`;
  const entry = `${of} has no certificate for ${asked}, and shows its default, ${shown}: the client closes the connection`;
  return {
    ...{ kind: 'itself', status: 'closed', cause: 'LB-TLS' },
    step: { kind: 'drop', stage: 'listener', entry, cause: 'LB-TLS', ...own },
  };
}

const showCertificate = ({ name, hosts = [] }: Certificate): string =>
  hosts.length === 1 && hosts[0] === name ? `certificate of ${name}` : `certificate ${name} (${hosts.join(', ')})`;
