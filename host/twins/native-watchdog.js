// Stands in for the compiled @vscode/native-watchdog: ends the extension host when its parent is gone.
exports.exit = (code) => process.exit(code || 0);
exports.start = (parent) => {
  const look = () => {
    try {
      process.kill(parent, 0);
    } catch {
      process.exit(87);
    }
  };
  setInterval(look, 3000).unref();
};
