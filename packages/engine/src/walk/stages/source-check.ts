import { showIp } from '../../base/addr/index.ts';
import { showRoute, showRule } from '../../network/route.ts';
import { isLocal } from '../fib.ts';
import type { Outcome, Passage } from '../passage.ts';

/**
 * The checks of a packet's source. One that claims to be from this machine itself comes from nowhere (accept_local is
 * off; fib_frontend.c). The reverse-path filter: strict (1) wants the way back to the source to leave by the interface where the packet came
 * in, loose (2) wants any way back. Marks do not take part (src_valid_mark is off).
 */
export function checkSource(passage: Passage): Outcome | undefined {
  const { device, compiled, packet, iif, route } = passage;
  // IPv6 checks none of this (net/ipv6/route.c): ip6tables has a match for it
  if (typeof packet.src === 'bigint') return undefined;
  // the way back is looked up as for a packet that came in where this one is to go out (fib_frontend.c, __fib_validate_source)
  const from = route?.type === 'unicast' ? route.dev : undefined;
  const back = () =>
    compiled.rulesFor(packet.src).lookup(compiled, { src: packet.dst, dst: packet.src, mark: 0 }, from);
  if (iif !== undefined && iif !== 'lo' && isLocal(compiled, packet.src) && back()?.route.type === 'local')
    return passage.drop(
      {
        stage: 'source check',
        entry: `martian source ${showIp(packet.src)}: an address of this machine`,
        interface: iif,
      },
      'MARTIAN',
    );
  const mode = iif !== undefined && Object.hasOwn(device.rpFilter, iif) ? device.rpFilter[iif] : undefined;
  if (mode === undefined || iif === undefined) return undefined;
  const found = back();
  const ok = found !== undefined && found.route.type === 'unicast' && (mode === 2 || found.route.dev === iif);
  if (ok && !passage.log) return undefined;
  const entry = `net.ipv4.conf.${iif}.rp_filter = ${mode}: ${found ? `${showRule(found.rule)}, ${showRoute(found.route)}` : 'no way back'}`;
  if (!ok) return passage.stop({ stage: 'rp_filter', entry, interface: iif }, 'RPF');
  passage.log?.add({ kind: 'filter', stage: 'rp_filter', entry, interface: iif });
  return undefined;
}
