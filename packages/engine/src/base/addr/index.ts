export * from './cidr.ts';
export * from './ip.ts';
export * from './longest-match.ts';
export * from './overlapping.ts';
export * from './pool.ts';
export * from './special.ts';
