import { readFileRequest } from '@netk/protocol';
import { EmptyFileSystemProvider, type FileSystemNode, type FileSystemProvider, type URI } from 'langium';
import type { Connection } from 'vscode-languageserver';

/** Reads files through the client, which knows the file systems of the editor; folders are not listed. */
export class ClientFiles extends EmptyFileSystemProvider {
  private readonly connection: Connection;

  constructor(connection: Connection) {
    super();
    this.connection = connection;
  }

  override async readFile(uri?: URI): Promise<string> {
    const address = uri?.toString() ?? '';
    const { text } = await this.connection.sendRequest<{ text: string | null }>(readFileRequest.method, {
      uri: address,
    });
    if (text === null) throw new Error(`cannot read ${address}`);
    return text;
  }
}

/** Files of the disk by themselves, all others (virtual workspaces) through the client. */
export class DiskOrClientFiles extends ClientFiles {
  private readonly disk: FileSystemProvider;

  constructor(connection: Connection, disk: FileSystemProvider) {
    super(connection);
    this.disk = disk;
  }

  override readFile(uri: URI): Promise<string> {
    return uri.scheme === 'file' ? this.disk.readFile(uri) : super.readFile(uri);
  }

  override stat(uri: URI): Promise<FileSystemNode> {
    return uri.scheme === 'file' ? this.disk.stat(uri) : super.stat(uri);
  }

  override readDirectory(uri?: URI): Promise<FileSystemNode[]> {
    return uri?.scheme === 'file' ? this.disk.readDirectory(uri) : super.readDirectory();
  }
}
