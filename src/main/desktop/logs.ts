import { app, shell } from 'electron';
import { LogFile } from './log-file.ts';

let file: LogFile | null = null;

/** Begins to keep the app's output on disk: an app started from the desktop has no terminal. */
export function startLogs(): void {
  const log = new LogFile(app.getPath('logs'));
  file = log;
  for (const level of ['log', 'warn', 'error'] as const) {
    const print = console[level].bind(console);
    console[level] = (...words: unknown[]) => {
      print(...words);
      log.add('app', `${words.map((word) => (word instanceof Error ? word.stack : String(word))).join(' ')}\n`);
    };
  }
  process.on('uncaughtExceptionMonitor', (error) => log.add('app', `${error.stack}\n`));
  log.add('app', `Ensemble ${app.getVersion()} starts\n`);
}

/** Keeps the output of a folder's host. */
export function logOf(folder: string): (text: string) => void {
  return (text) => file?.add(folder, text);
}

/** Shows the folder of the logs. */
export async function openLogs(): Promise<void> {
  const problem = await shell.openPath(app.getPath('logs'));
  if (problem !== '') console.error(`The logs cannot be shown: ${problem}`);
}
