import type { App } from '../../session/app.ts';
import { showProblems } from './problems.ts';
import { ServerCommands } from './server-commands.ts';
import { showServerStatus } from './server-status.ts';

/** Languages: help of the host's servers in the editors, their problems, and their states. */
export function languages(app: App): void {
  showProblems(app);
  showServerStatus(app);
  new ServerCommands(app).register();
  const begin = async () => {
    // Asking the servers can wait for the first paint.
    await app.workbench.apiReady;
    // The code of it comes from the host, which may be away by then; a browser asks for a module only once.
    await online(app);
    app.workbench.languages.serveLibraries(
      async (server, uri) => (await app.workspace.request('languages.library', { server, uri })).text,
    );
    const { LanguageClients } = await import('./language-clients.ts');
    new LanguageClients(app);
  };
  void begin();
}

/** Resolves while there is a connection to the session. */
function online({ client }: App): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => client.status.is === 'online' && resolve();
  const stop = client.events.on('status', look);
  look();
  return promise.finally(stop);
}
