export * from './geometry.ts';
export { layout } from './layout/layout.ts';
export { shortAddress } from './layout/short-address.ts';
export { elide, metrics, monoWidth, sansWidth } from './metrics.ts';
export { type Badge, badgesOf } from './route/badges.ts';
export { distance, roundedPath } from './route/path.ts';
export { type Point, type Route, routes, type Way } from './route/routes.ts';
export { anchorOfHop, type Stop, stopsOf } from './route/stops.ts';
export { wires } from './route/wires.ts';
