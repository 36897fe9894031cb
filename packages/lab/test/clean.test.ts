import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { type LabPlan, planLab, runLab } from '../src/index.ts';
import { cannotRun } from './here.ts';
import { alive, below, lines } from './processes.ts';

const reason = cannotRun();
const agent = path.join(import.meta.dirname, '../agent/agent.py');
/** Named namespaces and interfaces of the machine, which the laboratory could leave behind. */
const machine = (): string[] => [...lines('ip', 'netns', 'list'), ...lines('ls', '/sys/class/net')];
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

/** Starts a laboratory, kills it after a while, when this command runs, and gives the commands of its processes. */
async function killed(of: LabPlan, until = 'python3'): Promise<readonly string[]> {
  const before = machine();
  const options = process.getuid?.() === 0 ? ['-n', '-m'] : ['-U', '-r', '-n', '-m'];
  const child = spawn('unshare', [...options, 'python3', agent], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(JSON.stringify({ plans: [of], jobs: 1 }));
  await new Promise((done) => setTimeout(done, 2000));
  // while it builds, its commands come and go
  const look = () => [child.pid!, ...below(child.pid!)];
  const named = (pids: readonly number[]) => pids.flatMap((pid) => lines('ps', '-o', 'comm=', '-p', String(pid)));
  let working = look();
  let commands = named(working);
  for (let tries = 0; tries < 60 && !(commands.includes(until) && working.every(alive)); tries++) {
    await new Promise((done) => setTimeout(done, 200));
    working = look();
    commands = named(working);
  }
  expect(working.filter(alive)).toEqual(working);
  const ended = new Promise((done) => child.once('close', done));
  child.kill('SIGKILL');
  await ended;
  for (let tries = 0; tries < 40 && working.some(alive); tries++) await new Promise((done) => setTimeout(done, 50));
  expect(working.filter(alive)).toEqual([]);
  expect(machine()).toEqual(before);
  return commands;
}

test.skipIf(reason)('nothing stays behind when it is killed while it sends', async () => {
  const all = await plan();
  const bursts = [{ namespace: all.flows[0]!.namespace, dst: '192.168.1.71', dport: 8080, count: 1_000_000 }];
  expect((await killed({ ...all, bursts })).length).toBeGreaterThan(1);
});

test.skipIf(reason)('nothing stays behind when it is killed while the kernel tells of its rules', async () => {
  const all = await plan();
  const flows = Array.from({ length: 20 }, (_, id) => ({
    ...all.flows[0]!,
    id,
    sport: 20_000 + id,
    dst: '192.168.1.251',
  }));
  expect(await killed({ ...all, flows, rules: true, patience: 9000 }, 'xtables-monitor')).toContain('xtables-monitor');
});
