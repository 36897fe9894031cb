// Packages of Debian, without root and without a change to the machine's own lists: they are only downloaded and unpacked.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../run.mjs';

/** A kernel cannot be had on this machine; the message is the reason. */
export class Unavailable extends Error {}

/** The output of a command; Unavailable where it fails. */
export function said(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (status !== 0)
    throw new Unavailable(`${command} ${args.at(-1)}: ${(stderr || error?.message || `ended with ${status}`).trim()}`);
  return stdout;
}

/** Runs a command that may take long, and shows what it says. */
export async function must(seconds, command, ...args) {
  const { code, output } = await run(command, args, { seconds });
  if (code !== 0) {
    const why = code === 124 ? `not done after ${seconds.toFixed(0)} s` : (output.trim().split('\n').at(-1) ?? '');
    throw new Unavailable(`${command} ended with ${code}: ${why}`);
  }
}

/** Debian's packages of this release and its backports, through the mirror that this machine uses. */
export async function debian(work, left) {
  const release = Object.fromEntries(
    readFileSync('/etc/os-release', 'utf8')
      .split('\n')
      .map((line) => line.split('='))
      .map(([key, value = '']) => [key, value.replaceAll('"', '')]),
  );
  if (release.ID !== 'debian') throw new Unavailable(`its packages are Debian's, and this is ${release.ID}`);
  const suite = release.VERSION_CODENAME;
  const mirror = said('apt-get', 'indextargets', '--format', '$(SITE) $(SUITE) $(CODENAME)')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, , codename]) => codename === suite)?.[0];
  if (!mirror) throw new Unavailable(`apt knows no mirror of ${suite}`);
  const folder = path.join(work, 'apt');
  for (const each of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(path.join(folder, each), { recursive: true });
  const signed = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  const list = path.join(folder, 'sources.list');
  writeFileSync(list, `deb ${signed} ${mirror} ${suite} main\ndeb ${signed} ${mirror} ${suite}-backports main\n`);
  const options = Object.entries({
    'Dir::Etc::SourceList': list,
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': path.join(folder, 'lists'),
    'Dir::Cache': path.join(folder, 'cache'),
    'APT::Sandbox::User': '',
    'Acquire::Languages': 'none',
  }).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  await must(left(), 'apt-get', ...options, '-qq', 'update');

  return {
    /** The newest version that is offered. */
    candidate(name) {
      const version = /^\s*Candidate: (\S+)$/m.exec(said('apt-cache', ...options, 'policy', name))?.[1];
      if (!version || version === '(none)') throw new Unavailable(`${mirror} has no ${name} for ${suite}`);
      return version;
    },
    /** Names of packages that match, the newest version in the name last. */
    names: (pattern) =>
      said('apt-cache', ...options, '--names-only', 'search', pattern)
        .split('\n')
        .flatMap((line) => line.split(' - ')[0] || [])
        .sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
    /** A package and what it needs that is not installed here. */
    closure: (name) =>
      [
        ...said('apt-get', ...options, '-s', '-y', '--no-install-recommends', 'install', name).matchAll(
          /^Inst (\S+)/gm,
        ),
      ].map(([, each]) => each),
    /** Downloads packages, and gives their files. */
    async download(names) {
      const at = path.join(work, 'debs', names[0]);
      mkdirSync(at, { recursive: true });
      // apt-get writes into the folder in which it runs
      await must(left(), 'sh', '-c', 'cd "$0" && exec apt-get "$@"', at, ...options, '-qq', 'download', ...names);
      return readdirSync(at).map((file) => path.join(at, file));
    },
  };
}
