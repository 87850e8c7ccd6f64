import { join } from 'node:path';
import type { SessionClient } from '../../client/session-client.ts';
import type { FileChange } from '../../shared/capabilities/files/methods.ts';
import { CleanCopies } from '../copies/clean-copies.ts';
import type { DocumentKeeper } from '../documents/document-keeper.ts';
import type { FolderBoundary } from '../files/folder-boundary.ts';
import { type Visibility, viewOf } from '../files/visibility.ts';
import { CleanTrees } from '../git/clean-tree.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import { loginEnvironment } from '../machine/login-environment.ts';
import { stateFolderOf } from '../machine/state-folder.ts';
import type { TypedGit } from '../programs/typed-move.ts';
import { TerminalService } from '../terminals/terminal-service.ts';
import { hostedAgents } from './hosted-agents.ts';
import type { Sharing } from './sharing.ts';

interface Parts {
  client: SessionClient;
  /** Replica of what comes in bulk. */
  bulk: () => Promise<SessionClient>;
  boundary: FolderBoundary;
  visibility: () => Visibility;
  home: string;
  keeper: DocumentKeeper;
  sharing: Sharing;
  typedGit: TypedGit;
  report: (message: string) => void;
}

/**
 * Makes terminals, clean copies and agents together: a copy goes with its last terminal, and agents run their commands in
 * terminals.
 */
export function terminalsAndAgents(parts: Parts) {
  const { client, bulk, boundary, visibility, home, keeper, typedGit, report } = parts;
  const { root } = boundary;
  const environment = nodeEnvironment;
  const closing = new AbortController();
  const copies = new CleanCopies({
    root,
    folder: join(stateFolderOf(root, home), 'copies'),
    trees: new CleanTrees(root, { closing: closing.signal }),
    sees: (caller, path) => viewOf(caller, visibility()).sees(path),
    ownTexts: (person, takesBoth) => keeper.ownTexts.of(person, takesBoth),
    onTextsChanged: (listener) => keeper.ownTexts.onChanged(listener),
    environment,
    report,
  });
  const onLeft = (folder: string) =>
    void copies.left(folder).catch((thrown: unknown) => report(`A clean copy was not removed: ${String(thrown)}`));
  const terminals = new TerminalService({
    client,
    bulk,
    environment,
    root,
    home,
    onLeft,
    copiesOfRoot: () => copies.places,
    git: typedGit,
    environmentReady: loginEnvironment,
  });
  const agents = hostedAgents({
    ...parts,
    run: (command) => terminals.run(command),
    envFor: (agent) => terminals.environmentFor(agent),
  });
  return {
    handlers: { ...terminals.handlers, ...copies.handlers, ...agents.handlers },
    start: () => copies.start(),
    onFiles: (changes: readonly FileChange[]) => copies.onFiles(changes),
    close: async () => {
      await agents.close();
      await terminals.close();
      await copies.close();
      closing.abort();
    },
  };
}
