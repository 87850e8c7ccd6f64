import { Fragment, jsxs as makeMany, jsx as makeOne } from 'react/jsx-runtime';
import { plainWords } from '../../shared/text/shown.ts';

export type { JSX } from 'react/jsx-runtime';
export { Fragment };

/** Properties with words that the browser shows, or a screen reader says, beside an element's children. */
const wordy = ['title', 'aria-label', 'aria-description', 'alt', 'placeholder'] as const;

type Props = Record<string, unknown>;

function plain(child: unknown): unknown {
  if (typeof child === 'string') return plainWords(child);
  return Array.isArray(child) ? child.map(plain) : child;
}

/**
 * Gives the properties of an element of the page with all its words as words; components hand theirs on to elements.
 */
export function plainProps(type: unknown, props: Props): Props {
  if (typeof type !== 'string') return props;
  // React has a way to insert HTML. Views have none.
  const { dangerouslySetInnerHTML: _html, ...own } = props;
  for (const name of wordy) {
    const words = own[name];
    if (typeof words === 'string') own[name] = plainWords(words);
  }
  if ('children' in own) own.children = plain(own.children);
  return own;
}

/** Makes an element of a view; TSX is compiled to it (`jsxImportSource`), so that no view can forget it. */
export const jsx: typeof makeOne = (type, props, key) => makeOne(type, plainProps(type, props as Props), key);

/** Makes an element with several children, as `jsx`. */
export const jsxs: typeof makeMany = (type, props, key) => makeMany(type, plainProps(type, props as Props), key);

export { jsx as jsxDEV };
