export * from './look.ts';
export { scaleMap } from './make-map.ts';
export { isOpen, type ScaleCell, type ScaleKind, type ScaleMap, scaleLevels } from './scale-map.ts';
export { counted, type Found, foundText, seek } from './seek.ts';
export { cellsOfHop, hopsText, lineOf, type MapStop, mapStops } from './way.ts';
export * from './words.ts';
