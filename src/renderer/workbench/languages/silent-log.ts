import { LogLevel, type LogOutputChannel } from 'vscode';

const nothing = () => undefined;

/** Channel that shows nothing: the host has the server's words, and the client's own are for its developers. */
export const silentLog: LogOutputChannel = {
  name: 'Language client',
  logLevel: LogLevel.Off,
  onDidChangeLogLevel: () => ({ dispose: nothing }),
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: (words) => console.warn(`Language client: ${String(words)}`),
  append: nothing,
  appendLine: nothing,
  replace: nothing,
  clear: nothing,
  show: nothing,
  hide: nothing,
  dispose: nothing,
};
