/** Seconds for which security groups remember an idle TCP connection (EC2 API, ConnectionTrackingSpecification, tcpEstablishedTimeout). */
export const usualTracking = 432_000;
const nitro6Tracking = 350;

/** Families of the eighth generation that are built on Nitro v5: `m8g`, `c8gd`, … (EC2 user guide, instance type specifications, of August 2026). */
const nitro5 = /^(?:[cmrx]8gd?|i8g)$/;
/** Families that are built on Nitro v6 (the same). */
const nitro6 = /^(?:[cmr]8(?:a|azn|gb|gn|i|i-flex|ib|id|idb|idn|in|ine)|m9gd?|i8ge|hpc8a)$/;
/** Accelerated families whose newest members are not told apart there. */
const accelerated = /^(?:p|g|gr|trn|inf)/;

/**
 * For how long the interfaces of an instance type track an idle connection; undefined: it is not known. Without a type the
 * usual time counts.
 */
export function trackingOf(type: string | undefined): number | undefined {
  const [family = ''] = (type ?? '').toLowerCase().split('.');
  const generation = Number(/^[a-z-]+?(\d+)/.exec(family)?.[1] ?? 0);
  if (nitro6.test(family)) return nitro6Tracking;
  if (nitro5.test(family)) return usualTracking;
  return generation >= (accelerated.test(family) ? 6 : 8) ? undefined : usualTracking;
}
