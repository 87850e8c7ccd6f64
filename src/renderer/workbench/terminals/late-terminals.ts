import type { IEditorOverrideServices } from '@codingame/monaco-vscode-api';
import getTerminalService from '@codingame/monaco-vscode-terminal-service-override';
import type { Workspace } from '../../../shared/session/contract.ts';
import { HostBackend } from './backend.ts';

export { guardEnding, refuseOwn } from './asking.ts';

/** Services of VS Code's terminal, with the host's terminals behind them. */
export function terminalServices(workspace: Workspace, isOwn: boolean, root: string): IEditorOverrideServices {
  return getTerminalService(new HostBackend(workspace, isOwn, root));
}
