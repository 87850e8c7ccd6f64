import type { Address } from '../../session/address.ts';
import type { WindowSession } from '../../session/session.ts';

/** Lets a guest in: asks for a name, connects, and waits for the host. */
export async function joinAsGuest(
  container: HTMLElement,
  _address: Extract<Address, { is: 'guest' }>,
  open: (name: string) => Promise<WindowSession>,
): Promise<WindowSession> {
  container.innerHTML = '';
  const form = document.createElement('form');
  const input = document.createElement('input');
  input.ariaLabel = 'Your name';
  const button = document.createElement('button');
  button.textContent = 'Join';
  form.append(input, button);
  container.append(form);
  const name = await new Promise<string>((resolve) => {
    form.onsubmit = (event) => {
      event.preventDefault();
      resolve(input.value);
    };
  });
  container.innerHTML = '';
  const session = await open(name);
  await session.client.joined();
  return session;
}

/** For an address without a session. */
export async function showNowherePage(container: HTMLElement): Promise<void> {
  container.textContent = 'Open Ensemble with the address that it printed, or with an invite link.';
}
