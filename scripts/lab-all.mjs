// All that the laboratory can compare: its tests here with the most random networks, and the walks and clusters in another kernel as well.
// `npm run lab:all`; docs/kernel-lab.md has the last result.
import { run } from './run.mjs';

const other = process.env.NETK_LAB_KERNEL ?? 'uml';

/** One part; the exit code of all is that of the first that fails. */
async function part(what, seconds, env, command, ...args) {
  console.log(`\n── ${what}`);
  const began = Date.now();
  const { code } = await run(command, args, { seconds, env });
  console.log(
    `${what}: ${code === 0 ? 'passed' : `ended with ${code}`} after ${((Date.now() - began) / 1000).toFixed(0)} s`,
  );
  process.exitCode ||= code;
}

const tests = 'packages/lab/test';
const many = {
  NETK_LAB_CLUSTERS: '200',
  NETK_LAB_SITES: '100',
  NETK_LAB_NGINX: '100',
  NETK_LAB_LOOKUPS: '200',
  NETK_LAB_INTERNETS: '100',
};
const one = ['run', '--no-file-parallelism'];
await part('the kernel', 2100, {}, 'node', 'scripts/kernel.mjs', other.split(':')[0]);
await part('the tests of the laboratory', 7200, many, 'vitest', ...one, 'packages/lab');
for (const file of ['walks', 'clusters'])
  await part(
    `${file} in ${other}`,
    7200,
    { NETK_LAB_CLUSTERS: '200', NETK_LAB_IN: other },
    'vitest',
    ...one,
    `${tests}/${file}.test.ts`,
  );
