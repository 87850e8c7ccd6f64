import { CancellationError } from '@codingame/monaco-vscode-api/vscode/vs/base/common/errors';
import type { ITerminalInstance } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/terminal/browser/terminal';
import { TerminalService } from '@codingame/monaco-vscode-terminal-service-override/vscode/vs/workbench/contrib/terminal/browser/terminalService';
import { hostProcesses } from './host-process.ts';

// The workbench holds the service behind a proxy, which remembers methods: only the class can be changed.
const { prototype } = TerminalService;
const { safeDisposeTerminal, createTerminal } = prototype;

/** Asks before a terminal is killed in which somebody else typed last. */
export function guardEnding(mayEnd: (id: number) => Promise<boolean>): void {
  prototype.safeDisposeTerminal = async function (this: TerminalService, instance: ITerminalInstance) {
    const id = instance.persistentProcessId ?? 0;
    if (hostProcesses.get(id)?.isOthers && !(await mayEnd(id))) return;
    await safeDisposeTerminal.call(this, instance);
  };
}

/** Opens no terminal of this window's own, since it has none, and says so: each one shown is handed in with its process. */
export function refuseOwn(tell: () => void): void {
  prototype.createTerminal = async function (this: TerminalService, options) {
    if (options?.config && 'customPtyImplementation' in options.config) return createTerminal.call(this, options);
    tell();
    throw new CancellationError();
  };
}
