import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { ClientFiles } from './client-files.ts';
import { startServer } from './start.ts';

// The entry of the server in a web worker: messages of the worker are the connection, and the client reads the files.
const scope = self as DedicatedWorkerGlobalScope;
const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
startServer(connection, { fileSystemProvider: () => new ClientFiles(connection) });
