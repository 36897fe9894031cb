import { besideLab } from './beside.ts';
import { isolation } from './host.ts';

export interface Guest {
  readonly engine: 'uml' | 'qemu';
  /** The file of the kernel. */
  readonly file: string;
  readonly megabytes: number;
  /** Root of an unpacked qemu. */
  readonly qemu?: string;
}

/** The command that boots a kernel for one command. It is killed with this process, and all that it started with it. */
export function inGuest({ engine, file, megabytes, qemu }: Guest, argv: readonly string[], seconds: number): string[] {
  const alone = ['unshare', ...isolation(), '-p', '--fork', '--kill-child'];
  const boot = ['bash', besideLab('boot.sh', 'agent/boot.sh'), engine, file, `${seconds}`, `${megabytes}`];
  return [
    ...['setpriv', '--pdeathsig', 'KILL', ...alone, ...boot, ...(qemu === undefined ? [] : [qemu])],
    ...['--', 'unshare', '-n', '-m', ...argv],
  ];
}
