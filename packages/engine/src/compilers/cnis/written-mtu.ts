import { type Setting, settingOf } from '../../topology/setting.ts';
import type { WrittenMtu } from './cni.ts';

/** Bytes as a line says them: a number that IPv4 can have (RFC 791), else it says nothing. */
export function bytesOf(line: Setting | undefined): number | undefined {
  const text = line?.values[0] ?? '';
  const bytes = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return bytes >= 68 && bytes <= 65535 ? bytes : undefined;
}

/** The line of a block that says the largest packet of pods. */
export function writtenMtu(settings: readonly Setting[], key: string, around = 0): WrittenMtu | undefined {
  const line = settingOf(settings, key);
  const pods = bytesOf(line);
  return line && pods !== undefined ? { line, pods, around, counts: 'pods' } : undefined;
}
