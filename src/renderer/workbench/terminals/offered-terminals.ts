import type { ITerminalProfileService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/terminal/common/terminal.service';
import type { OfferedTerminal } from '../ports/terminals.ts';

/** Name under which the workbench knows the maker of the entries; no extension is behind it. */
const maker = 'ensemble.terminals';

/** Puts entries into the menu of new terminals, as an extension's own profiles stand there. */
export function offerTerminals(profiles: ITerminalProfileService, offered: readonly OfferedTerminal[]): void {
  for (const { id, title, icon, run } of offered) {
    profiles.registerTerminalProfileProvider(maker, id, { createContributedTerminalProfile: run });
    profiles.registerInternalContributedProfile({ extensionIdentifier: maker, id, title, icon });
  }
}
