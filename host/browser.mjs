// A Chromium for the tests: the machine's own, or the headless shell that npm's @sparticuz/chromium holds.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hostDir, loadPart, resolvePart } from './parts.mjs';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const installed = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Chromium dies at its first glyph on a machine without fontconfig. */
async function writeFontConfig(cache) {
  const fonts = [
    path.join(cache, 'fonts'),
    path.join(path.dirname(resolvePart('dejavu-fonts-ttf/package.json')), 'ttf'),
  ];
  const alias = (family, font) => `<alias><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
  const file = path.join(cache, 'fonts.conf');
  await writeFile(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
${fonts.map((dir) => `<dir>${dir}</dir>`).join('')}<cachedir>${cache}/fontcache</cachedir>
${alias('monospace', 'DejaVu Sans Mono')}${alias('sans-serif', 'Open Sans')}</fontconfig>`,
  );
  return file;
}

/** Unpacks npm's Chromium once, whoever else does so at the same time: it stands in its place when it is whole. */
async function unpack(place) {
  const own = `${place}-${process.pid}`;
  await mkdir(own, { recursive: true });
  const saved = process.env.TMPDIR;
  process.env.TMPDIR = own; // the package unpacks into the temporary folder
  const { default: chromium, inflate } = await loadPart('@sparticuz/chromium');
  await chromium.executablePath();
  await inflate(path.join(path.dirname(resolvePart('@sparticuz/chromium')), '../bin/al2023.tar.br')); // nss, nspr, expat
  if (saved === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = saved;
  try {
    await rename(own, place);
  } catch (error) {
    // another process was faster
    if (!existsSync(place)) throw error;
    await rm(own, { recursive: true, force: true });
  }
}

/** Several workers of one process wait for it. */
let unpacked;

/** The path of npm's Chromium, and the environment that it needs. */
async function packagedChromium() {
  const cache = path.join(hostDir, '.chromium/whole');
  unpacked ??= existsSync(cache) ? Promise.resolve() : unpack(cache);
  await unpacked;
  const executablePath = path.join(cache, 'chromium');
  const env = { ...process.env };
  if (!existsSync('/usr/lib/x86_64-linux-gnu/libnss3.so')) env.LD_LIBRARY_PATH = path.join(cache, 'al2023/lib');
  if (!existsSync('/etc/fonts/fonts.conf')) env.FONTCONFIG_FILE = await writeFontConfig(cache);
  return { executablePath, env };
}

/** Starts a headless Chromium through Playwright. */
export async function launchBrowser() {
  const part = await loadPart('playwright-core');
  const { chromium } = part.default ?? part;
  const own = installed.find((file) => file && existsSync(file));
  const { executablePath, env } = own ? { executablePath: own, env: process.env } : await packagedChromium();
  return chromium.launch({ executablePath, headless: true, args: flags, env });
}
