/** Why an IPv4 address is no single machine's. */
export function noUnicast(ip: number): string | undefined {
  if (ip === 0) return 'is nobody: a program that asks it reaches its own machine, which is 127.0.0.1';
  if (ip === 0xffffffff) return 'is a broadcast, which is not modelled yet';
  return ip >>> 28 === 14 ? 'is a multicast, which is not modelled yet' : undefined;
}
