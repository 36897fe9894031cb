import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { planLab, runLab } from '../src/index.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const agent = path.join(import.meta.dirname, '../agent/agent.py');
const lines = (command: string, ...args: string[]): string[] =>
  spawnSync(command, args, { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
    .filter((line) => line !== '');
/** Named namespaces and interfaces of the machine, which the laboratory could leave behind. */
const machine = (): string[] => [...lines('ip', 'netns', 'list'), ...lines('ls', '/sys/class/net')];
/** Processes below one. */
const below = (pid: number): number[] =>
  lines('pgrep', '-P', String(pid))
    .map(Number)
    .flatMap((child) => [child, ...below(child)]);
const alive = (pid: number): boolean =>
  lines('ps', '-o', 'stat=', '-p', String(pid)).some((state) => !state.startsWith('Z'));

const plan = async () => {
  const { network } = await exampleModel('eks-talk');
  const flow = {
    id: 0,
    device: 'talk/default/pod51',
    protocol: 'tcp' as const,
    src: '192.168.1.51',
    sport: 20_000,
    dst: '192.168.1.71',
    dport: 8080,
  };
  return planLab(network, [flow]);
};

test.skipIf(reason)('nothing stays behind after success', async () => {
  const before = machine();
  expect((await runLab(await plan())).outcomes).toMatchObject([{ client: 'ok' }]);
  expect(machine()).toEqual(before);
  expect(below(process.pid).filter(alive)).toEqual([]);
});

test.skipIf(reason)('nothing stays behind after a failure, and its reason is told', async () => {
  const before = machine();
  const broken = { ...(await plan()), links: ['link add nonsense'] };
  await expect(runLab(broken)).rejects.toThrow(/ip -batch/);
  expect(machine()).toEqual(before);
  expect(below(process.pid).filter(alive)).toEqual([]);
});

test.skipIf(reason)('nothing stays behind when it is killed in the middle', async () => {
  const before = machine();
  const options = process.getuid?.() === 0 ? ['-n', '-m'] : ['-U', '-r', '-n', '-m'];
  const child = spawn('unshare', [...options, 'python3', agent], { stdio: ['pipe', 'ignore', 'ignore'] });
  const all = await plan();
  const bursts = [{ namespace: all.flows[0]!.namespace, dst: '192.168.1.71', dport: 8080, count: 1_000_000 }];
  child.stdin.end(JSON.stringify({ plans: [{ ...all, bursts }], jobs: 1 }));
  await new Promise((done) => setTimeout(done, 1500));
  const working = [child.pid!, ...below(child.pid!)];
  expect(working.length).toBeGreaterThan(1);
  expect(working.filter(alive)).toEqual(working);
  const ended = new Promise((done) => child.once('close', done));
  child.kill('SIGKILL');
  await ended;
  for (let tries = 0; tries < 40 && working.some(alive); tries++) await new Promise((done) => setTimeout(done, 50));
  expect(working.filter(alive)).toEqual([]);
  expect(machine()).toEqual(before);
});
