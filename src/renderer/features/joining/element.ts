import { plainWords } from '../../../shared/text/shown.ts';

type Attributes = Record<string, string | boolean>;

/**
 * Makes an element, all words in it as words; an attribute that is `true` is set without a value, one that is `false`
 * is left out.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? '' : name === 'value' ? value : plainWords(value));
  }
  made.append(...children.map((child) => (typeof child === 'string' ? plainWords(child) : child)));
  return made;
}
