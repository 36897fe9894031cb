import { NodeFileSystem } from 'langium/node';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { DiskOrClientFiles } from './client-files.ts';
import { keepHeapSmall } from './small-heap.ts';
import { startServer } from './start.ts';

// The entry of the server as a process of its own: over the channel that its parent passes, or over standard input and output.
const connection = createConnection(ProposedFeatures.all);
const shared = startServer(connection, {
  fileSystemProvider: () => new DiskOrClientFiles(connection, NodeFileSystem.fileSystemProvider()),
});
keepHeapSmall(shared);
