import './joining.css';
import { faultOfLink } from '../../../shared/session-link.ts';
import { plainWords } from '../../../shared/text/shown.ts';
import { element } from './element.ts';

const nowhere = {
  title: 'Join a session',
  text: 'This address leads to no folder. Paste the invite link that you were given, or open Ensemble with the address that it printed.',
};

const notWhole = {
  title: 'This link is not whole',
  text: 'A part of it is missing, or was changed on its way to you. Copy it once more, from https:// to its last character, and paste it here. If that does not help, ask its host for a new one.',
};

/** Words for an address that leads nowhere: most are links that did not come whole. */
const fitting = () => (/[#&](session|invite|watch|pin)=/.test(location.hash) ? notWhole : nowhere);

/**
 * Shows the reason for which an address leads nowhere, and a box for another link. Goes there, and never comes back.
 */
export function showNowherePage(container: HTMLElement, { title, text } = fitting()): Promise<never> {
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
    const fault = faultOfLink(input.value);
    if (fault === null) return location.assign(input.value.trim());
    problem.textContent = fault;
    input.setAttribute('aria-invalid', 'true');
    input.focus();
  });
  const content = element(
    'div',
    { class: 'ensemble-join-content' },
    element('h1', {}, title),
    element('p', {}, plainWords(text)),
    form,
  );
  container.append(
    element('div', { class: 'ensemble-join' }, element('section', { class: 'ensemble-join-card' }, content)),
  );
  input.focus();
  return new Promise(() => undefined);
}
