import { setFlagsFromString } from 'node:v8';
import { NodeFileSystem } from 'langium/node';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { DiskOrClientFiles } from './client-files.ts';
import { keepHeapSmall } from './small-heap.ts';
import { startServer } from './start.ts';

// V8 puts what was long-lived so far where it is rarely collected: a large network is, and the walks through it are made by
// the same functions. Without this, half of their time goes into collecting them.
setFlagsFromString('--no-allocation-site-pretenuring');

// The entry of the server as a process of its own: over the channel that its parent passes, or over standard input and output.
const connection = createConnection(ProposedFeatures.all);
const shared = startServer(connection, {
  fileSystemProvider: () => new DiskOrClientFiles(connection, NodeFileSystem.fileSystemProvider()),
});
keepHeapSmall(shared);
