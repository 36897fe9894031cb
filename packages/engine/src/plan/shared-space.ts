import { cidr } from '../base/addr/index.ts';

/** Addresses that carriers use between them and their customers (RFC 6598). */
export const sharedSpace = cidr('100.64.0.0/10');
