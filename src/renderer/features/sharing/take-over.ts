import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import { formatServerLink } from '../../../shared/server-link.ts';
import type { App } from '../../session/app.ts';
import { copyLink } from '../../session/copy-link.ts';
import { ticketFor } from '../../session/session.ts';

/** Explains, to an owner who does not host, how to host the session from a checkout of one's own. */
export function registerTakeOver({ workbench, client, isHostWindow }: App): void {
  const { commands, notifications, context } = workbench;
  const update = () => {
    const may = replicaMay(client.state, client.replica, 'host') && client.state.host?.person !== client.person;
    if (context.get('ensemble.canTakeOver') !== may) context.set('ensemble.canTakeOver', may);
  };
  client.events.on('state', update);
  update();
  commands.register({
    id: 'ensemble.takeOver',
    title: 'Take Over as Host…',
    category: 'Ensemble',
    when: 'ensemble.canTakeOver',
    run: async () => {
      const { host } = client.state;
      if (host?.carries) {
        const words =
          'This session runs on its host’s own machine. It can be taken over once its host has moved it to a server.';
        return void notifications.show('info', words);
      }
      if (isHostWindow) {
        const words = 'End Ensemble’s host of this folder, and start it again with --take-over.';
        return void notifications.show('info', words);
      }
      const { session } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
      const pin = new URLSearchParams(location.hash.slice(1)).get('pin');
      const ticket = ticketFor(session!);
      const link = formatServerLink({ origin: location.origin, pin, token: null, ticket, session: session! });
      await copyLink(
        workbench,
        `ensemble host FOLDER --take-over --server '${link}'`,
        'The command is on the clipboard: run it where your checkout of this repository is, with its folder for FOLDER. It is as secret as a password.',
      );
    },
  });
}
