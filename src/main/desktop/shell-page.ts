import { plainWords } from '../../shared/text/shown.ts';

/** A page of the shell itself: words, and actions. It has no script. */
export interface ShellPage {
  title: string;
  text: string[];
  /** Names and values to compare, such as a fingerprint. */
  facts?: [name: string, value: string][];
  /** Output of a program, in its own lines. */
  output?: string;
  /** Pictures to choose from, each an action. */
  choices?: { action: string; label: string; image: string }[];
  /** True if something goes on meanwhile. */
  busy?: boolean;
  /** Actions; the first has the keyboard focus, unless `focus` names another or the page waits for something. */
  actions: { action: string; label: string }[];
  /** Action with the keyboard focus, where a stray Enter must do no harm. */
  focus?: string;
  /** More things to open, each with words that tell it from others of its name. */
  list?: { label: string; items: { action: string; label: string; detail: string }[] };
}

export const retryAction = { action: 'retry', label: 'Try Again' };
export const closeAction = { action: 'close', label: 'Close Window' };

/** Host name that no page can have: links to it are actions of the shell's pages. */
const actionHost = 'ensemble.invalid';

/** Colour scheme of a page; `light dark` follows the system. */
type Scheme = 'light' | 'dark' | 'light dark';

const style = (scheme: Scheme): string => `
:root { color-scheme: ${scheme}; --back: light-dark(#fff, #1f1f1f); --fore: light-dark(#3b3b3b, #ccc);
  --soft: light-dark(#6a6a6a, #9d9d9d); --line: light-dark(#ddd, #3c3c3c); --blue: light-dark(#005fb8, #0078d4);
  --hover: light-dark(#f2f2f2, #2a2d2e); }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--back); color: var(--fore);
  font: 14px/1.5 system-ui, sans-serif; }
main { box-sizing: border-box; width: 100%; max-width: 34rem; padding: 2rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 .75rem; font-size: 1.25rem; font-weight: 600; }
p { margin: .5rem 0; }
dl { margin: 1rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: 4px; }
dt { color: var(--soft); font-size: .85em; }
dd { margin: 0; font-family: ui-monospace, monospace; }
dd + dt { margin-top: .5rem; }
pre { max-height: 10rem; margin: .5rem 0; padding: .75rem 1rem; overflow: auto; border: 1px solid var(--line);
  border-radius: 4px; font: .85em/1.5 ui-monospace, monospace; white-space: pre-wrap; }
h2 { margin: 1.75rem 0 .25rem; font-size: 1em; font-weight: 600; }
ul { margin: 0; padding: 0; list-style: none; }
li a { display: block; margin: 0 -.5rem; padding: .25rem .5rem; border-color: transparent; }
li a:hover { background: var(--hover); }
li span { color: var(--soft); font-size: .9em; }
nav { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: 1.25rem; }
a { padding: .3rem .9rem; border: 1px solid var(--line); border-radius: 3px; color: inherit; text-decoration: none; }
main:has(.choices) { max-width: 60rem; padding-bottom: 0; }
.choices + nav { position: sticky; bottom: 0; padding: 1rem 0; background: var(--back); }
nav a { scroll-margin: .5rem; }
.choices + nav a { scroll-margin: 0; }
@media (max-height: 30rem) { main { padding-block: 1rem; } }
nav:not(.quiet) a:first-child { background: var(--blue); border-color: var(--blue); color: #fff; }
a:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
.choices { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: .75rem; margin-top: 1rem; }
.choices a { padding: .75rem; text-align: center; }
.choices span { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
img { display: block; max-width: 100%; max-height: 7rem; margin: 0 auto .4rem; }
.bar { height: 2px; margin: 1rem 0; overflow: hidden; background: var(--line); }
.bar::after { content: ''; display: block; width: 30%; height: 100%; background: var(--blue);
  animation: along 1.4s ease-in-out infinite alternate; }
@keyframes along { from { margin-left: 0 } to { margin-left: 70% } }
@media (prefers-reduced-motion: reduce) { .bar::after { animation: none; width: 100%; } }
`;

/**
 * Makes the address of a page with these words, as a document without scripts.
 * @param mark stands in the page's links, so that no other page can press its buttons
 * @param background the colour of the workbench, for the page as well: light before dark would be a flash
 */
export function shellPageUrl(
  { title, text, facts = [], output, choices = [], busy, actions, focus, list }: ShellPage,
  mark: string,
  background: string | null = null,
): string {
  const link = (action: string, inner: string, more = '') =>
    `<a href="https://${actionHost}/${mark}/${encodeURIComponent(action)}"${more}>${inner}</a>`;
  const focused = busy ? null : (focus ?? actions[0]?.action);
  const parts = [
    `<h1>${escaped(title)}</h1>`,
    ...text.map((each) => `<p>${escaped(each)}</p>`),
    facts.length > 0 &&
      `<dl>${facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>`,
    output && `<pre tabindex="0">${output.split('\n').map(escaped).join('\n')}</pre>`,
    busy && '<div class="bar" role="progressbar" aria-label="Please wait"></div>',
    choices.length > 0 &&
      `<div class="choices">${choices.map((each) => link(each.action, pictured(each))).join('')}</div>`,
    `<nav${busy ? ' class="quiet"' : ''}>${actions.map(({ action, label }) => link(action, escaped(label), action === focused ? ' autofocus' : '')).join('')}</nav>`,
    list && list.items.length > 0 && listed(list, link),
  ];
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>${escaped(title)}</title>
<style>${style(schemeOf(background))}</style></head><body><main aria-live="polite">${parts.filter(Boolean).join('\n')}</main></body></html>`;
  return `data:text/html;charset=utf-8;base64,${Buffer.from(html).toString('base64')}`;
}

/** Scheme of a colour of the form #rrggbb, by its perceived brightness. */
function schemeOf(colour: string | null): Scheme {
  if (colour === null) return 'light dark';
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? 'dark' : 'light';
}

/** Action that a link of such a page stands for, or null for any other link. */
export function shellAction(target: string, mark: string): string | null {
  const url = URL.parse(target);
  if (url?.host !== actionHost) return null;
  const [, given, action] = url.pathname.split('/');
  return given === mark && action ? decodeURIComponent(action) : null;
}

function pictured({ label, image }: { label: string; image: string }): string {
  return `<img alt="" src="${escaped(image)}"><span>${escaped(label)}</span>`;
}

function listed({ label, items }: NonNullable<ShellPage['list']>, link: (action: string, inner: string) => string) {
  const links = items.map((each) => link(each.action, `${escaped(each.label)} <span>${escaped(each.detail)}</span>`));
  const inner = links.map((each) => `<li>${each}</li>`).join('');
  return `<h2 id="list">${escaped(label)}</h2><ul aria-labelledby="list">${inner}</ul>`;
}

function escaped(words: string): string {
  const text = words.startsWith('data:image/') ? words : plainWords(words);
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
