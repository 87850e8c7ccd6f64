import type { App } from '../../session/app.ts';
import { showProblems } from './problems.ts';
import { ServerCommands } from './server-commands.ts';
import { showServerStatus } from './server-status.ts';

/** Languages: help of the host's servers in the editors, their problems, and their states. */
export function languages(app: App): void {
  showProblems(app);
  showServerStatus(app);
  new ServerCommands(app).register();
  app.workbench.languages.serveLibraries(
    async (server, uri) => (await app.workspace.request('languages.library', { server, uri })).text,
  );
  // Asking the servers can wait for the first paint.
  void app.workbench.apiReady
    .then(() => import('./language-clients.ts'))
    .then(({ LanguageClients }) => new LanguageClients(app));
}
