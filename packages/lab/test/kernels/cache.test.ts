import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findKernel } from '../../src/index.ts';
import { cached, configHash, kernelCache } from '../../src/kernels/cache.ts';

test('a kernel that is not there, or is none, has a reason', () => {
  expect(findKernel('uml:/nowhere/linux')).toMatch(/^there is no \/nowhere\/linux$|needs Linux/);
  expect(findKernel('bsd')).toBe('bsd is no kernel: host, uml[:FILE], qemu');
  expect(findKernel('host:there')).toBe('host:there is no kernel: host, uml[:FILE], qemu');
  expect(findKernel('host')).toMatchObject({ name: 'host' });
});

test('the cache is outside of the clone, and gives the newest complete kernel of a configuration', () => {
  expect(kernelCache({ XDG_CACHE_HOME: '/c' })).toBe('/c/netk/kernels');
  expect(kernelCache({ XDG_CACHE_HOME: '/c', NETK_KERNEL_CACHE: '/k' })).toBe('/k/kernels');
  const folder = mkdtempSync(path.join(tmpdir(), 'netk-cache-'));
  try {
    writeFileSync(path.join(folder, 'config'), 'CONFIG_NET=y\n');
    const hash = configHash(path.join(folder, 'config'));
    for (const [at, name] of [`uml-6.12.1-${hash}`, `uml-6.12.2-${hash}`, 'uml-6.12.3-other', '.making-1'].entries()) {
      mkdirSync(path.join(folder, name));
      utimesSync(path.join(folder, name), 1000 + at, 1000 + at);
    }
    expect(cached('uml-', `-${hash}`, folder)).toEqual(
      [`uml-6.12.2-${hash}`, `uml-6.12.1-${hash}`].map((name) => path.join(folder, name)),
    );
    expect(cached('uml-', '', path.join(folder, 'nothing'))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
