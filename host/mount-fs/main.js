// The folder of a workbench without a server: reads over http, keeps writes in memory.
const vscode = require('vscode');

exports.activate = (context) => {
  const base = context.extensionUri.with({ path: '/mount' }).toString(true);
  const written = new Map();
  const changes = new vscode.EventEmitter();
  const get = async (uri, search) => {
    const answer = await fetch(base + uri.path + search);
    if (!answer.ok) throw vscode.FileSystemError.FileNotFound(uri);
    return answer;
  };
  const files = {
    onDidChangeFile: changes.event,
    watch: () => new vscode.Disposable(() => {}),
    async stat(uri) {
      const file = written.get(uri.path);
      if (file) return { type: vscode.FileType.File, ctime: 0, mtime: file.mtime, size: file.data.length };
      return (await get(uri, '?stat')).json();
    },
    readDirectory: async (uri) => (await get(uri, '?readdir')).json(),
    async readFile(uri) {
      return written.get(uri.path)?.data ?? new Uint8Array(await (await get(uri, '')).arrayBuffer());
    },
    writeFile(uri, data) {
      written.set(uri.path, { data, mtime: Date.now() });
      changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    },
    createDirectory() {},
    delete(uri) {
      written.delete(uri.path);
    },
    rename() {
      throw vscode.FileSystemError.NoPermissions();
    },
  };
  const options = { isCaseSensitive: true };
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('netk-mount', files, options));
};
