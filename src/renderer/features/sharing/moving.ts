import { EnsembleError } from '../../../shared/core/errors.ts';
import { parseServerLink } from '../../../shared/server-link.ts';
import type { App } from '../../session/app.ts';
import { linkThere } from '../../session/luggage.ts';

/** Moving the session to a server: the host's command, and a guest's way there. */
export function registerMoving(app: App): void {
  app.workbench.commands.register({
    id: 'ensemble.moveSession',
    title: 'Move Session to a Server…',
    category: 'Ensemble',
    when: 'ensemble.canShare',
    run: () => moveSession(app),
  });
  if (!app.isHostWindow) offerToGo(app);
}

async function moveSession({ workbench, workspace, client, isHostWindow }: App): Promise<void> {
  const { notifications, quickInput } = workbench;
  if (!isHostWindow || !client.state.host?.carries) {
    const words = isHostWindow
      ? 'This session is on a server already.'
      : 'Only a window on the host’s own machine can move the session.';
    return void notifications.show('info', words);
  }
  const server = await quickInput.input({
    title: 'Move Session to a Server',
    prompt: 'The link for hosts that `ensemble serve` printed there. People go on typing meanwhile.',
  });
  if (server === undefined || server.trim() === '') return;
  try {
    const { origin } = parseServerLink(server);
    const { term } = client.state.host;
    await workspace.request('hosting.move', { server });
    await client.until(({ host }) => host !== null && host.term > term);
    const { problem } = await workspace.request('hosting.describe', {});
    if (problem !== null) throw new EnsembleError('internal', problem);
    await notifications.show('info', `The session is at ${origin} now. It goes on while you are away.`);
  } catch (thrown) {
    const words =
      thrown instanceof EnsembleError ? thrown.message : 'Moving did not work; the host’s log has the details.';
    await notifications.show('error', words);
  }
}

/**
 * Offers the way to the new server: a page cannot connect to another address than its own, so this one goes on by way
 * of the host's machine, and its person chooses when to go, with everything that is still unsent.
 */
function offerToGo({ workbench, client }: App): void {
  let offered = '';
  client.events.on('moved', (place) => {
    if (offered === place.origin) return;
    offered = place.origin;
    const there = 'Go There';
    const words = `This session is at ${place.origin} now. You can go on here for as long as its host’s machine runs, and there at any time.`;
    void workbench.notifications.show('info', words, { buttons: [there], sticky: true }).then((chosen) => {
      offered = '';
      if (chosen !== there) return;
      client.documents.flush();
      const fragment = new URLSearchParams(location.hash.slice(1));
      const [session, invite] = [fragment.get('session') ?? '', fragment.get('invite')];
      const name = client.state.participants[client.person ?? '']?.name ?? '';
      location.assign(linkThere(place, { session, invite, name, unsent: client.unsent }));
    });
  });
}
