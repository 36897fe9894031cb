#!/usr/bin/env bash
# A name may be an alias (CNAME) of one that has no address. A DNS server that does not follow aliases, as dnsmasq with an alias whose target it
# does not know, answers with the alias alone. Node's dns.resolve4 (c-ares) then succeeds with an empty list: a program that takes
# "no error" for "an address" reads `undefined`. The same name without the alias and without an address is an error (ENODATA).
# Seen with Node 24.21.0 (c-ares 1.34.8).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node@24.21.0 2>/dev/null
cat >ask.mjs <<'JS'
import dgram from 'node:dgram';
import { Resolver } from 'node:dns/promises';

const name = (text) => Buffer.concat([...text.split('.').map((each) => Buffer.from([each.length, ...Buffer.from(each)])), Buffer.from([0])]);
const server = dgram.createSocket('udp4');
server.on('message', (question, from) => {
  const end = question.indexOf(0, 12) + 5;
  const asked = question.subarray(12, end);
  const target = name('target.example');
  const alias = Buffer.concat([Buffer.from([0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, target.length]), target]);
  const records = asked[1] === 'a'.charCodeAt(0) ? [alias] : [];
  const header = Buffer.from([question[0], question[1], 0x81, 0x80, 0, 1, 0, records.length, 0, 0, 0, 0]);
  server.send(Buffer.concat([header, asked, ...records]), from.port, from.address);
});
server.bind(0, '127.0.0.1', async () => {
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  const come = async (host) => resolver.resolve4(host).then((list) => JSON.stringify(list), ({ code }) => code);
  console.log(`node ${process.versions.node}, c-ares ${process.versions.ares}`);
  console.log(`an alias without an address: ${await come('alias.example')}`);
  console.log(`no record at all: ${await come('nothing.example')}`);
  server.close();
});
JS
./node_modules/.bin/node ask.mjs | tee seen
grep -qx 'an alias without an address: \[\]' seen
grep -qx 'no record at all: ENODATA' seen
