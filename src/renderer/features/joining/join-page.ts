import './joining.css';
import { limits } from '../../../shared/core/version.ts';
import { plainWords } from '../../../shared/text/shown.ts';
import { type DoorView, describeDoor } from './door.ts';
import { element } from './element.ts';

/** The page before the workbench. One thing at a time stands on it, and a status tells the reason for a wait. */
export class JoinPage {
  readonly #page: HTMLElement;
  readonly #content = element('div', { class: 'ensemble-join-content' });
  readonly #status = element('p', { class: 'ensemble-join-status', role: 'status', tabindex: '-1' });

  constructor(container: HTMLElement) {
    const card = element('section', { class: 'ensemble-join-card' }, this.#content, this.#status);
    this.#page = element('main', { class: 'ensemble-join' }, card);
    container.append(this.#page);
  }

  #show(title: string, ...children: (Node | string)[]): void {
    document.title = plainWords(`${title} – Ensemble`);
    this.#content.replaceChildren(element('h1', {}, title), ...children);
  }

  /** Sets the status; the rest of the page stays. */
  say(text: string): void {
    this.#status.classList.toggle('ensemble-join-busy', text !== '');
    this.#status.textContent = plainWords(text);
  }

  /** Shows the door, and resolves to the name under which I want to join. */
  askName(view: DoorView, name: string): Promise<string> {
    const { who, able, note } = describeDoor(view);
    const input = element('input', {
      id: 'ensemble-join-name',
      type: 'text',
      value: name,
      required: true,
      maxlength: String(limits.nameLength),
      autocomplete: 'name',
      spellcheck: 'false',
    });
    const button = element('button', { type: 'submit' }, 'Join');
    const label = element('label', { for: input.id }, 'Your name');
    const form = element('form', {}, label, input, button);
    this.say('');
    this.#show(
      `Join ${view.folder}`,
      ...[who, able, note].flatMap((words) => (words === '' ? [] : element('p', {}, words))),
      form,
    );
    input.focus();
    return new Promise((resolve) => {
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        const given = input.value.trim();
        if (given === '') return input.focus();
        // A disabled field would lose the focus to the page.
        input.readOnly = true;
        button.disabled = true;
        resolve(given);
      });
    });
  }

  /** Shows a failure, and resolves when the person wants to try once more. */
  fail(title: string, text: string, buttonText: string): Promise<void> {
    const button = element('button', { type: 'button' }, buttonText);
    this.say('');
    this.#show(title, element('p', { role: 'alert' }, text), button);
    button.focus();
    return new Promise((resolve) => button.addEventListener('click', () => resolve(), { once: true }));
  }

  /** Says in the tab's title that I wait, and offers to cancel; what stands on the page tells whom was asked. */
  wait(cancel: () => void): void {
    document.title = 'Waiting to be let in – Ensemble';
    if (this.#content.querySelector('[data-cancel]')) return;
    const button = element('button', { type: 'button', 'data-cancel': '', class: 'ensemble-join-secondary' }, 'Cancel');
    button.addEventListener('click', cancel, { once: true });
    this.#content.append(button);
    // Not onto the button: a second Enter after the name would cancel.
    this.#status.focus();
  }

  close(): void {
    this.#page.remove();
    document.title = 'Ensemble';
  }
}
