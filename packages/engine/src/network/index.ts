export * from './guard.ts';
export * from './header.ts';
export * from './mac.ts';
export * from './netfilter.ts';
export * from './network.ts';
export * from './route.ts';
export * from './show-netfilter.ts';
export * from './unmodelled.ts';
