// A static file server: folders under prefixes, some pages made up.
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const types = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

const fileKind = (entry) => (entry.isDirectory() ? 2 : 1);

async function answer(file, search) {
  if (search === '?stat') {
    const found = await stat(file);
    return { body: JSON.stringify({ type: fileKind(found), ctime: 0, mtime: found.mtimeMs, size: found.size }) };
  }
  if (search === '?readdir') {
    const entries = await readdir(file, { withFileTypes: true });
    return { body: JSON.stringify(entries.map((entry) => [entry.name, fileKind(entry)])) };
  }
  return { type: types[path.extname(file)] ?? 'application/octet-stream', body: await readFile(file) };
}

/**
 * Serves `mounts` (prefix → folder) and `pages` (path → function that returns type and body) on a free port of 127.0.0.1.
 * A file's URL answers `?stat` and `?readdir` for the workbench's file system.
 */
export async function serve(mounts, pages = {}) {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    response.setHeader('Access-Control-Allow-Origin', '*');
    const send = (status, type, body) => response.writeHead(status, { 'Content-Type': type }).end(body);
    const page = pages[url.pathname];
    if (page) return send(200, ...page());
    const prefix = prefixes.find((candidate) => url.pathname.startsWith(candidate));
    if (!prefix) return send(404, 'text/plain', '');
    const inside = path.normalize(`/${decodeURIComponent(url.pathname.slice(prefix.length))}`);
    try {
      const { type = 'application/json', body } = await answer(path.join(mounts[prefix], inside), url.search);
      send(200, type, body);
    } catch {
      if (inside.endsWith('package.nls.json')) send(200, 'application/json', '{}');
      else send(404, 'text/plain', '');
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}
