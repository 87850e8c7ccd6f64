import { parseInviteLink } from '../../../shared/invite-link.ts';
import type { App } from '../../session/app.ts';
import { desktopBridge } from '../../ui/desktop-bridge.ts';

/** Fault of a text as an invite link, or null. */
export function whyNoLink(text: string): string | null {
  try {
    parseInviteLink(text);
    return null;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

/** Asks for an invite link and opens it beside this window. */
export async function joinByLink({ workbench }: App): Promise<void> {
  const given = await workbench.quickInput.input({
    title: 'Join a Session',
    prompt: 'The invite link that you were given',
    placeholder: 'https://…/#session=…',
    validate: (value) => (value.trim() === '' ? 'Paste the link here.' : whyNoLink(value)),
  });
  if (given === undefined) return;
  const link = given.trim();
  const call = desktopBridge()?.call;
  if (call) await call('session.join', link);
  else await workbench.openExternal(link);
}
