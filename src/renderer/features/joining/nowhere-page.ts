import './joining.css';
import { parseInviteLink } from '../../../shared/invite-link.ts';
import { element } from './element.ts';

/** Shows a box for an invite link, at an address without a session. Goes there, and never comes back. */
export function showNowherePage(container: HTMLElement): Promise<never> {
  const input = element('input', {
    id: 'ensemble-join-link',
    type: 'url',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'https://…/#session=…',
    'aria-describedby': 'ensemble-join-problem',
  });
  const problem = element('p', { id: 'ensemble-join-problem', class: 'ensemble-join-problem', role: 'alert' });
  const label = element('label', { for: input.id }, 'Invite link');
  const button = element('button', { type: 'submit' }, 'Join');
  // Without the browser's own validation: its words are not about invite links.
  const form = element('form', { novalidate: true }, label, input, problem, button);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    try {
      parseInviteLink(input.value);
      location.assign(input.value.trim());
    } catch (thrown) {
      problem.textContent = (thrown as Error).message;
      input.setAttribute('aria-invalid', 'true');
      input.focus();
    }
  });
  const text =
    'This address leads to no folder. Paste the invite link that you were given, or open Ensemble with the address that it printed.';
  const content = element(
    'div',
    { class: 'ensemble-join-content' },
    element('h1', {}, 'Join a session'),
    element('p', {}, text),
    form,
  );
  container.append(
    element('div', { class: 'ensemble-join' }, element('section', { class: 'ensemble-join-card' }, content)),
  );
  input.focus();
  return new Promise(() => undefined);
}
