// All that the laboratory can compare: its tests here with the most random networks, and the walks and clusters in another kernel as well.
// `npm run lab:all [here|walks|cnis|clusters]`; docs/kernel-lab.md has the last result.
import { run } from './run.mjs';
import { seedOf } from './seed.mjs';

const other = process.env.NETK_LAB_KERNEL ?? 'uml';
const NETK_SEED = String(seedOf(process.env.NETK_SEED ?? 'now'));
const inOther = { NETK_LAB_CLUSTERS: '200', NETK_LAB_IN: other, NETK_SEED };
const vitest = ['vitest', 'run', '--no-file-parallelism'];

const parts = {
  here: {
    env: {
      NETK_LAB_CLUSTERS: '200',
      NETK_LAB_SITES: '100',
      NETK_LAB_SIX: '100',
      NETK_LAB_NGINX: '100',
      NETK_LAB_LEGACY: 'all',
      NETK_SEED,
    },
    command: [...vitest, 'packages/lab'],
  },
  walks: { env: inOther, command: [...vitest, 'packages/lab/test/walks.test.ts'] },
  cnis: { env: inOther, command: [...vitest, 'packages/lab/test/cnis.test.ts'] },
  clusters: { env: inOther, command: [...vitest, 'packages/lab/test/clusters.test.ts'] },
};

const wanted = process.argv.slice(2);
for (const name of wanted) if (!parts[name]) throw new RangeError(`no part ${name}: ${Object.keys(parts).join(', ')}`);
if (!other.includes(':')) await run('node', ['scripts/kernel.mjs', other], { seconds: 2100 });

const results = [];
for (const [name, { env, command }] of Object.entries(parts)) {
  if (wanted.length && !wanted.includes(name)) continue;
  console.log(`\n── ${name}`);
  const began = Date.now();
  const [file, ...args] = command;
  const { code } = await run(file, args, { seconds: 7200, env });
  const where = env.NETK_LAB_IN ? ` in ${env.NETK_LAB_IN}` : '';
  results.push(
    `${name}${where}: ${code === 0 ? 'passed' : `ended with ${code}`} after ${Math.round((Date.now() - began) / 1000)} s`,
  );
  process.exitCode ||= code;
}
console.log(`\n── summary\n${results.join('\n')}`);
