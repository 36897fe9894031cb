import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './netk.ts';

/** Runs the command as a Node of another version would see itself. */
const netkOn = (version: string) => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const words = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, 'packages/cli/bin/netk.cjs'];
  return spawnSync(process.execPath, [...words, '--version'], { cwd: root, encoding: 'utf8' });
};

test.each(['18.20.4', '20.19.0', '21.7.3'])('Node %s is refused in one line, and ends with 2', (version) => {
  const { status, stderr, stdout } = netkOn(version);
  expect(stderr).toBe(`netk: needs Node 22 or newer; this is Node ${version}\n`);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
});

test.each(['22.0.0', '24.1.0'])('Node %s is not refused', (version) => {
  expect(netkOn(version).stderr).not.toContain('needs Node');
});

test('the manifests and the README say the same', () => {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  expect(JSON.parse(read('packages/cli/package.json')).engines).toEqual({ node: '>=22' });
  expect(JSON.parse(read('package.json')).engines.node).toBe('>=20');
  expect(read('README.md')).toContain('Node 20 or newer');
  expect(read('README.md')).toContain('`netk` itself needs Node 22');
  expect(read('packages/cli/bin/old-node.cjs')).toMatch(/< 22\)/);
});
