import type { StateEntry } from '@netk/engine';
import { request } from './channel.ts';
import type { Picture } from './server.ts';

/** A Linux machine of a file. */
export interface StateDevice {
  readonly id: string;
  readonly name: string;
  /** `node`, `pod`, `host`, … */
  readonly kind: string;
  /** The node group that a node belongs to. */
  readonly group?: string;
}

/** Whose state can be shown, and how. */
export interface StateDevices {
  readonly devices: readonly StateDevice[];
  /** The views, and the command whose output each is. */
  readonly views: readonly { readonly name: string; readonly command: string }[];
}

/** What names one state: a device's id and a view, and the walk where its `given` lines make another network. */
export interface StatePlace {
  readonly uri: string;
  readonly node: string;
  readonly view: string;
  readonly walk?: string;
}

/** An entry whose line is wanted. */
export type StateMark = Pick<StateEntry, 'entry' | 'table'>;

/** The first error of a file. After one of syntax, what is computed may lack a part; one of the model is told by the text itself. */
export type StateError = NonNullable<Picture['error']>;

/** The state of a device as text, or why there is none. */
export type NodeState =
  | {
      readonly kind: 'state';
      readonly version: number;
      /** The device's name, and the command whose output it is. */
      readonly name: string;
      readonly command: string;
      /** Lines, each ended by a line feed. */
      readonly text: string;
      /** The line of the wanted entry, from 0; absent: the device has no such entry now. */
      readonly line?: number;
      readonly error?: StateError;
    }
  /** The file has no such device or walk any more, or the device no such view. */
  | { readonly kind: 'gone'; readonly version: number; readonly message: string; readonly error?: StateError }
  /** Nothing can be computed from the text. */
  | { readonly kind: 'broken'; readonly version: number; readonly error: StateError };

/** The state of one device in one view, as the real tool prints it. */
export const nodeStateRequest = request<StatePlace & { readonly mark?: StateMark }, NodeState>('netk/nodeState');
/** Everything whose state can be shown, nodes first. */
export const stateDevicesRequest = request<{ readonly uri: string }, StateDevices>('netk/stateDevices');
