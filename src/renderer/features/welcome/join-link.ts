import { faultOfLink } from '../../../shared/session-link.ts';
import type { App } from '../../session/app.ts';
import { desktopBridge } from '../../ui/desktop-bridge.ts';

/** Asks for a link to a session or to a recording, and opens it beside this window. */
export async function joinByLink({ workbench }: App): Promise<void> {
  const given = await workbench.quickInput.input({
    title: 'Join a Session',
    prompt: 'The invite link that you were given, or a link to a recording',
    placeholder: 'https://…/#session=…',
    validate: (value) => (value.trim() === '' ? 'Paste the link here.' : faultOfLink(value)),
  });
  if (given === undefined) return;
  const link = given.trim();
  const call = desktopBridge()?.call;
  if (call) await call('session.join', link);
  else await workbench.openExternal(link);
}
