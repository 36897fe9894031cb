import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PanelPage } from '@netk/diagram';
import { UsageError } from '../exit-codes.ts';

/** The bundle lies beside this program; beside its sources it has been built before. */
export async function panelPage(): Promise<PanelPage> {
  const here = dirname(fileURLToPath(import.meta.url));
  for (const folder of [here, resolve(here, '../../../../dist')]) {
    try {
      const [code, style] = await Promise.all(
        ['page.js', 'page.css'].map((name) => readFile(join(folder, name), 'utf8')),
      );
      return { code: code!, style: style! };
    } catch {
      // perhaps in the next
    }
  }
  throw new UsageError('the panel (page.js, page.css) is not beside netk: npm run build makes it');
}
