import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../project.mjs';

const skipped = new Set(['node_modules', 'dist', 'out']);
const statement = /\bfrom\s+'(\.[^']+)'|\bimport\(\s*'(\.[^']+)'\s*\)|^import\s+'(\.[^']+)'/gm;

/** The source files below some folders, with the files of this project that each imports, types too. */
function importsIn(folders) {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => path.join(folder, file))
      .filter((file) => /\.(ts|mjs)$/.test(file) && !file.split(path.sep).some((each) => skipped.has(each))),
  );
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const found = [...readFileSync(path.join(root, file), 'utf8').matchAll(statement)];
      const paths = found.map(([, a, b, c]) => path.normalize(path.join(path.dirname(file), a ?? b ?? c)));
      return [file, paths.filter((each) => known.has(each))];
    }),
  );
}

/** The first ring of imports that a depth-first visit meets from any of the files. */
function ringIn(imports) {
  const done = new Set();
  const visit = (file, way) => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const ring = visit(next, [...way, file]);
      if (ring) return ring;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const ring = visit(file, []);
    if (ring) return ring;
  }
  return undefined;
}

/** The rooms of the engine: each may import those before it, and none behind it. */
const rooms = ['base', 'topology', 'trace', 'network', 'walk', 'plan', 'compilers', 'views', 'ask', 'findings'];

describe('imports', () => {
  test('go round nowhere', () => {
    const imports = importsIn(['packages', 'bench', 'scripts', 'e2e']);
    expect(imports.size).toBeGreaterThan(500);
    expect(ringIn(imports)).toBeUndefined();
  });
  test('that go round are found', () => {
    const imports = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', []],
      ['d', ['b']],
    ]);
    expect(ringIn(imports)).toEqual(['b', 'd', 'b']);
  });
  test('of the engine lead down its floors, from what is asked to what is known', () => {
    const source = path.join('packages', 'engine', 'src');
    const roomOf = (file) => path.relative(source, file).split(path.sep)[0];
    const up = [...importsIn([source])].flatMap(([file, all]) =>
      all
        .filter(
          (other) => rooms.indexOf(roomOf(file)) >= 0 && rooms.indexOf(roomOf(other)) > rooms.indexOf(roomOf(file)),
        )
        .map((other) => `${file} → ${other}`),
    );
    expect(up).toEqual([]);
    const folders = readdirSync(path.join(root, source), { withFileTypes: true }).filter((each) => each.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual([...rooms].sort());
  });
});
