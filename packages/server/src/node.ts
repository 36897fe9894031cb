import { NodeFileSystem } from 'langium/node';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './start.ts';

// The entry of the server as a process of its own: over the channel that its parent passes, or over standard input and output.
startServer(createConnection(ProposedFeatures.all), NodeFileSystem);
