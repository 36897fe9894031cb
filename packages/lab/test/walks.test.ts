import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Branch, Hop, Trace } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { compareWithKernel, eventsOf, predicted, transcriptOf, type Verdict, versions } from '../src/index.ts';
import { cannotRun, here } from './here.ts';
import { subjectsOf } from './subjects.ts';

const examples = readdirSync(path.join(import.meta.dirname, '../../../examples'))
  .filter((file) => file.endsWith('.netk'))
  .map((file) => path.basename(file, '.netk'));
/** Milliseconds; undefined: the usual. */
const limit = here.name === 'host' ? undefined : 900_000;
const folder = path.join(import.meta.dirname, 'transcripts');
const reason = cannotRun();

let known: ReturnType<typeof versions> | undefined;
/** Asked once: another kernel boots for it. */
const tools = (): ReturnType<typeof versions> => (known ??= versions('nft', here));

/** One file per walk and way that chance took. */
const fileOf = (example: string, { name, id }: Trace, { choices }: Branch): string =>
  path.join(
    folder,
    `${example}.${name ?? id}${choices.map(({ picked }) => `.${picked.replace(/[^\w.-]/g, '-')}`).join('')}.txt`,
  );

/** It asks for a packet of a connection that was opened before, and said nothing since: nobody waits that long. */
const isLater = ({ forward: [first] }: Branch): boolean => {
  const packet = first?.steps[0]?.after;
  return packet?.protocol === 'tcp' && packet.flags !== 'SYN';
};

/**
 * It sends no packet that the laboratory has a program for: nothing happens on a wire, an address is asked for, or a server asks others
 * about a name. Lookups of real resolver libraries are compared in `dns.test.ts`.
 */
const isUnsent = ({ forward, legs = [] }: Branch): boolean =>
  forward[0]?.steps[0]?.after === undefined ||
  legs.some(({ kind }) => kind === 'lease') ||
  (legs.every(({ kind }) => kind === 'lookup') && legs.some(({ because }) => because !== undefined));

/** Every way of the walk has an end in the file, and it begins with a packet that the laboratory can send. */
const isAnswered = ({ routes, others }: Trace): boolean =>
  routes.length > 0 &&
  [...routes, ...(others ?? [])].every(
    (branch) => branch.verdict !== 'undetermined' && branch.to === undefined && !isLater(branch) && !isUnsent(branch),
  );

/** What its network is made of this kernel lacks: `ipvs.test.ts` and `cilium.test.ts` compare it in another one. */
const isBeyond = ({ result }: Verdict): boolean =>
  result.kind === 'skipped' && /^the kernel .* has no (IPVS|eBPF|filters of tc)/.test(result.reason);

/** Examples whose walks meet the legacy tables as well in a usual run. */
const alsoLegacy = ['bridge', 'eks-services', 'eks-talk'];
const allLegacy = process.env.NETK_LAB_LEGACY === 'all';
if (!allLegacy)
  console.log(`with iptables-legacy only the walks of ${alsoLegacy.join(', ')}: NETK_LAB_LEGACY=all for the others`);
const leftOut = (example: string): string | undefined =>
  allLegacy || alsoLegacy.includes(example) ? undefined : 'not in a usual run';

const withoutVersions = (text: string): string => text.replace(/^#.*\n/gm, '');

describe.each(examples)('the walks of %s', async (example) => {
  const model = await exampleModel(example);
  const subjects = subjectsOf(model, example);

  test('are what the committed transcripts of a kernel say', () => {
    const branches = subjects.flatMap(({ traces }) =>
      traces.flatMap((trace) => [...trace.routes, ...(trace.others ?? [])].map((branch) => ({ trace, branch }))),
    );
    const recorded = branches.filter(({ trace, branch }) => existsSync(fileOf(example, trace, branch)));
    for (const { traces } of subjects)
      for (const trace of traces.filter(isAnswered))
        expect(
          recorded.map((each) => each.trace),
          `a transcript of ${trace.name}`,
        ).toContain(trace);
    for (const { trace, branch } of recorded)
      expect(predicted(branch), trace.name).toBe(withoutVersions(readFileSync(fileOf(example, trace, branch), 'utf8')));
    const files = readdirSync(folder).filter((file) => file.startsWith(`${example}.`));
    expect(recorded.map(({ trace, branch }) => path.basename(fileOf(example, trace, branch))).sort()).toEqual(
      files.sort(),
    );
  });

  for (const backend of ['nft', 'legacy'] as const) {
    test.skipIf(reason ?? cannotRun(backend) ?? (backend === 'legacy' ? leftOut(example) : undefined))(
      `are what this kernel does, with iptables-${backend}`,
      async () => {
        const verdicts = (await compareWithKernel(subjects, { backend, kernel: here, rules: true })).flat();
        for (const verdict of verdicts) judge(example, verdict, backend === 'nft');
        const answered = verdicts.filter((verdict) => isAnswered(verdict.trace) && !isBeyond(verdict));
        expect(verdicts.filter(({ result }) => result.kind === 'equal')).toEqual(answered);
        if (answered.length === 0) return;
        const delivered = answered.filter(({ trace }) => trace.verdict === 'delivered');
        const rules = verdicts.reduce(
          (sum, { result }) => sum + (result.kind === 'equal' ? (result.rules ?? 0) : 0),
          0,
        );
        const entries = verdicts.reduce(
          (sum, { result }) => sum + (result.kind === 'equal' ? (result.connections ?? 0) : 0),
          0,
        );
        expect(entries).toBeGreaterThanOrEqual(Math.min(6, delivered.length));
        if (backend === 'nft') expect(rules).toBeGreaterThanOrEqual(Math.min(21, delivered.length));
      },
      limit,
    );
  }
});

function judge(example: string, { trace, result }: Verdict, record: boolean): void {
  if (result.kind === 'skipped') {
    console.log(`not compared: ${example} ${trace.name}: ${result.reason}`);
    return;
  }
  if (result.kind === 'different') {
    const { where, at, simulated, observed } = result.difference;
    expect.fail(`${trace.name}, ${where} ${at}\n  simulated ${simulated}\n  observed  ${observed}`);
  }
  for (const way of ['forward', 'reply'] as const) {
    const hops = (of: readonly Hop[]) => of.map(({ device, id, kind }) => `${kind} ${device} (${id})`);
    // a machine whose own rule refuses at once is a hop that no interface sees
    const seen = result.branch[way].filter((hop) => eventsOf([hop]).length > 0);
    expect(hops(result.sight[way]), `${trace.name}, hops ${way}`).toEqual(hops(seen));
  }
  const text = transcriptOf(result.branch, result.sight, tools());
  const file = fileOf(example, trace, result.branch);
  if (record && process.env.NETK_RECORD) writeFileSync(file, text);
  if (existsSync(file)) expect(withoutVersions(text), trace.name).toBe(withoutVersions(readFileSync(file, 'utf8')));
}
