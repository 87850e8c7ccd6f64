import type { App } from '../../session/app.ts';
import { activeKeyOf } from './active-key.ts';
import { showProblems } from './problems.ts';
import { ServerCommands } from './server-commands.ts';
import { showServerStatus } from './server-status.ts';

/** Languages: help of the host's servers in the editors, their problems, and their states. */
export function languages(app: App): void {
  app.workbench.configuration.declare([
    {
      key: 'typescript.referencesCodeLens.enabled',
      type: 'boolean',
      default: false,
      description: 'Shows above declarations of TypeScript and JavaScript how often they are used.',
    },
  ]);
  showProblems(app);
  const activeKey = activeKeyOf(app.workbench);
  showServerStatus(app, activeKey);
  new ServerCommands(app, activeKey).register();
  const begin = async () => {
    // Asking the servers can wait for the first paint.
    await app.workbench.apiReady;
    app.workbench.languages.serveLibraries(
      async (server, uri) => (await app.workspace.request('languages.library', { server, uri })).text,
    );
    const { LanguageClients } = await import('./language-clients.ts');
    new LanguageClients(app);
  };
  begin().catch((thrown: unknown) => {
    console.error('The languages could not be started.', thrown);
    const words = 'Help of language servers could not be loaded. Editing goes on; reload the window to have it.';
    void app.workbench.notifications.show('warning', words);
  });
}
