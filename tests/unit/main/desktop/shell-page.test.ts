import { expect, test } from 'vitest';
import { troublePage, withoutAddresses } from '../../../../src/main/desktop/folder-pages.ts';
import { shellAction, shellPageUrl } from '../../../../src/main/desktop/shell-page.ts';
import { unreachablePage, visitPage } from '../../../../src/main/desktop/visit-pages.ts';

const html = (url: string) => Buffer.from(url.split('base64,')[1] ?? '', 'base64').toString();
const secret = 'http://127.0.0.1:4000/#session=a&token=s3cret';

test('words of others are text on a page of the shell', () => {
  const page = shellPageUrl({ title: '<script>\u202e', text: ['a"b&c'], actions: [] }, 'mark');
  expect(html(page)).not.toMatch(/<script|\u202e/);
  expect(html(page)).toContain('&#60;script&#62;');
  expect(html(page)).toContain("default-src 'none'");
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

test('no page tells a private address', () => {
  expect(withoutAddresses(`at ${secret}.`)).toBe('at (an address)');
  for (const trouble of [
    { is: 'failed' as const, code: 'exists', words: `This folder is open: ${secret}` },
    { is: 'failed' as const, code: 'internal', words: secret },
    { is: 'given-up' as const, output: `ready: ${secret}\nbroken` },
  ])
    expect(JSON.stringify(troublePage('/home/ada/boats', trouble))).not.toContain('s3cret');
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
