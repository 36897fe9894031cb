import type { Ip } from '../../base/addr/index.ts';
import type { Device } from '../../network/network.ts';
import type { Question } from './zone-answer.ts';

/** A question to one server. */
export interface ToServer {
  readonly device: Device;
  readonly address: Ip;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
  readonly question: Question;
  /** Bytes of an answer over UDP that the asker takes; undefined: 512. */
  readonly edns?: number | undefined;
  /** Tells the sockets of one program apart. */
  readonly number: number;
}
