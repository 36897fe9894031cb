import { EmptyFileSystemProvider, URI } from 'langium';
import { beforeEach, expect, test, vi } from 'vitest';
import { lower } from '../../engine/src/compilers/lower.ts';
import { makePlan } from '../../engine/src/plan/make-plan.ts';
import { branches, glances } from '../../engine/src/walk/branches.ts';
import { createNetkServices } from '../src/netk-module.ts';
import { example } from './examples.ts';

// The real functions, counted.
vi.mock('../../engine/src/plan/make-plan.ts', { spy: true });
vi.mock('../../engine/src/compilers/lower.ts', { spy: true });
vi.mock('../../engine/src/walk/branches.ts', { spy: true });

/** A file that is checked again after each edit, as the server does it. */
function openFile() {
  const uri = URI.parse('memory:/typed.netk');
  let current = '';
  const provider = new EmptyFileSystemProvider();
  provider.readFile = () => Promise.resolve(current);
  const { shared, netk } = createNetkServices({ fileSystemProvider: () => provider });
  shared.workspace.DocumentBuilder.updateBuildOptions = { validation: true };
  return async (text: string) => {
    current = text;
    const document = await shared.workspace.LangiumDocuments.getOrCreateDocument(uri);
    await shared.workspace.DocumentBuilder.update([uri], []);
    return netk.model.FileModels.of(document);
  };
}

/** How often plans were made, networks compiled and walks walked since the last time. */
function counts() {
  const of = [makePlan, lower, branches, glances].map((each) => vi.mocked(each).mock.calls.length);
  vi.clearAllMocks();
  return { plans: of[0], networks: of[1], walks: of[2]! + of[3]! };
}

const text = example('eks-talk.netk');
const check = openFile();
let asked = 0;
/** Walks with expectations whose `given` lines make a network of their own, and how many such lines there are. */
let changed = 0;
let lines = 0;

beforeEach(async () => {
  const { topology } = await check(text);
  asked = topology.walks.filter(({ expects }) => expects.length > 0).length;
  const given = topology.walks.filter(({ givens }) => givens.length > 0);
  changed = given.filter(({ expects }) => expects.length > 0).length;
  lines = given.reduce((sum, { givens }) => sum + givens.length, 0);
  counts();
});

test('a keystroke in an element computes the plan and the network once, and every walk with expectations', async () => {
  await check(text.replace('192.168.1.61 eni 1', '192.168.1.63 eni 1'));
  expect(asked).toBeGreaterThan(5);
  const { plans, networks, walks } = counts();
  expect(networks).toBe(1 + changed);
  // whether a given changes anything is found by one more plan
  expect(plans).toBeGreaterThanOrEqual(1 + changed);
  expect(plans).toBeLessThanOrEqual(1 + changed + lines);
  expect(walks).toBeGreaterThanOrEqual(asked);
});

test('a keystroke in a comment computes nothing', async () => {
  await check(text.replace('// Reference topology', '// Reference  topology'));
  expect(counts()).toEqual({ plans: 0, networks: 0, walks: 0 });
});

test('a keystroke in a walk computes no plan and no network, and walks this walk alone', async () => {
  const edited = text.replace('from pod51 to pod61:8080', 'from pod51 to pod71:8080');
  expect(edited).not.toBe(text);
  await check(edited);
  expect(counts()).toEqual({ plans: 0, networks: 0, walks: 1 });
});
