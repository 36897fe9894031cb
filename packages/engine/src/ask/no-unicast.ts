import type { Ip } from '../base/addr/index.ts';

/** Why an address is no single machine's. */
export function noUnicast(ip: Ip): string | undefined {
  if (typeof ip === 'bigint') return noUnicastOfSix(ip);
  if (ip === 0) return 'is nobody: a program that asks it reaches its own machine, which is 127.0.0.1';
  if (ip === 0xffffffff) return 'is a broadcast, which is not modelled yet';
  return ip >>> 28 === 14 ? 'is a multicast, which is not modelled yet' : undefined;
}

function noUnicastOfSix(ip: bigint): string | undefined {
  if (ip === 0n) return 'is nobody: a program that asks it reaches its own machine, which is ::1';
  if (ip >> 120n === 0xffn) return 'is a multicast, which is not modelled yet';
  return ip >> 118n === 0x3fan ? 'is an address of one link, which is not modelled yet' : undefined;
}
