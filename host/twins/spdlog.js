// Stands in for the compiled logger @vscode/spdlog. Named exports by `exports.x =`: VS Code reads it with import().
const fs = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  constructor(file) {
    this.file = file;
    this.level = 2;
    this.raw = false;
    fs.mkdirSync(path.dirname(file), { recursive: true });
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  clearFormatters() {
    this.raw = true;
  }
  setPattern() {}
  flush() {}
  drop() {}
}

for (const [rank, name] of levels.entries()) {
  Logger.prototype[name] = function log(message) {
    if (rank < this.level) return;
    const line = this.raw ? message : `${new Date().toISOString()} [${name}] ${message}\n`;
    try {
      fs.appendFileSync(this.file, line);
    } catch {
      // The log's folder goes away when the host is stopped.
    }
  };
}

const createLogger = async (_name, file) => new Logger(file);

exports.version = 11200;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
