import { expect, test } from 'vitest';
import { startPage, troublePage } from '../../../../src/main/desktop/folder-pages.ts';
import { shellAction, shellPageUrl } from '../../../../src/main/desktop/shell-page.ts';
import { unreachablePage, visitPage } from '../../../../src/main/desktop/visit-pages.ts';
import { withoutAddresses } from '../../../../src/shared/text/secrets.ts';

const html = (url: string) => Buffer.from(url.split('base64,')[1] ?? '', 'base64').toString();
const secret = 'http://127.0.0.1:4000/#session=a&token=s3cret';

test('words of others are text on a page of the shell', () => {
  const page = shellPageUrl({ title: '<script>\u202e', text: ['a"b&c'], actions: [] }, 'mark');
  expect(html(page)).not.toMatch(/<script|\u202e/);
  expect(html(page)).toContain('&#60;script&#62;');
  expect(html(page)).toContain("default-src 'none'");
});

test('a page goes with the workbench that comes after it, and with the system where none is known', () => {
  const schemeFor = (background: string | null) =>
    /color-scheme: ([^;]+);/.exec(html(shellPageUrl({ title: '', text: [], actions: [] }, 'mark', background)))?.[1];
  expect(['#181818', '#1F1F1F', '#f8f8f8', '#FFFFFF', null].map(schemeFor)).toEqual([
    'dark',
    'dark',
    'light',
    'light',
    'light dark',
  ]);
});

test('only a link with the page’s own mark is an action', () => {
  const page = html(shellPageUrl({ title: '', text: [], actions: [{ action: 'retry', label: 'Try' }] }, 'mark'));
  const link = /href="([^"]+)"/.exec(page)?.[1] ?? '';
  expect(shellAction(link, 'mark')).toBe('retry');
  expect(shellAction(link, 'other')).toBeNull();
  expect(shellAction('https://example.org/mark/retry', 'mark')).toBeNull();
  expect(shellAction('not a link', 'mark')).toBeNull();
});

test('the first action has the keyboard, but takes nobody away from what goes on', () => {
  const actions = [{ action: 'choose', label: 'Choose' }];
  expect(html(shellPageUrl({ title: '', text: [], actions }, 'mark'))).toContain(' autofocus>Choose');
  expect(html(shellPageUrl({ title: '', text: [], busy: true, actions }, 'mark'))).not.toContain('autofocus');
});

test('a question that a stray Enter must not answer has the keyboard on the harmless action', () => {
  const [join, leave] = ['join', 'close'].map((action) => ({ action, label: action })) as [never, never];
  const page = html(shellPageUrl({ title: '', text: [], actions: [join, leave], focus: 'close' }, 'mark'));
  expect(page).toContain(' autofocus>close');
  expect(page).not.toContain(' autofocus>join');
});

test('no page tells a private address', () => {
  expect(withoutAddresses(`at ${secret}.`)).toBe('at (an address)');
  for (const trouble of [
    { is: 'failed' as const, code: 'exists', words: `This folder is open: ${secret}` },
    { is: 'failed' as const, code: 'internal', words: secret },
    { is: 'given-up' as const, output: `ready: ${secret}\nbroken` },
  ])
    expect(JSON.stringify(troublePage('/home/ada/boats', trouble))).not.toContain('s3cret');
});

test('what a host printed stands in its own lines, each one cleaned', () => {
  const page = troublePage('/home/ada/boats', { is: 'given-up', output: 'Error: <b>\n    at \u202ehere\n' });
  expect(html(shellPageUrl(page, 'mark'))).toContain('Error: &#60;b&#62;\n    at here</pre>');
  const silent = troublePage('/home/ada/boats', { is: 'given-up', output: '\n' });
  expect(html(shellPageUrl(silent, 'mark'))).not.toMatch(/It said last|<pre/);
});

test('folders of one name are told apart by what leads to them', () => {
  const { list } = startPage(['/home/ada/boats', '/mnt/boats/', '/boats', 'C:\\Work\\boats']);
  expect(list?.items.map(({ label, detail }) => [label, detail])).toEqual([
    ['boats', '/home/ada'],
    ['boats', '/mnt'],
    ['boats', '/'],
    ['boats', 'C:\\Work'],
  ]);
  expect(html(shellPageUrl(startPage([]), 'mark'))).not.toContain('Recent folders');
});

test('before the first visit the host and its fingerprint are shown; another fingerprint is warned of', () => {
  const pin = 'ab'.repeat(32);
  const first = visitPage('https://host.test:4321/#invite=a', pin, undefined);
  expect(first.facts).toEqual([
    ['Host', 'host.test:4321'],
    ['Fingerprint', Array(16).fill('ABAB').join(' ')],
  ]);
  expect(first.actions.map(({ action }) => action)).toEqual(['join', 'close']);
  const changed = visitPage('https://host.test:4321/', pin, 'cd'.repeat(32));
  expect(changed.title).toContain('is not the host that it was');
  expect(changed.actions[0]?.action).toBe('close');
});

test('a page that does not come says whether nobody answered or somebody else did', () => {
  expect(unreachablePage('https://host.test/', null).title).toBe('Nobody answers at host.test');
  const shown = `sha256/${Buffer.from('12'.repeat(32), 'hex').toString('base64')}`;
  expect(unreachablePage('https://host.test/', shown).facts?.[0]?.[1]).toMatch(/^1212 1212/);
});
