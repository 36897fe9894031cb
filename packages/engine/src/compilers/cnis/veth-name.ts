import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { remembered } from '../../base/memo.ts';

const digits = remembered((text) => bytesToHex(sha1(utf8ToBytes(text))).slice(0, 11));

/** The host side of a pod's veth: the prefix and eleven digits of sha1("namespace.pod") (amazon-vpc-cni-k8s, networkutils). */
export const vethName = (namespace: string, pod: string, prefix = 'eni'): string =>
  `${prefix}${digits(`${namespace}.${pod}`)}`;
