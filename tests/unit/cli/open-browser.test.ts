import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openInBrowser, pageFolder } from '../../../src/cli/open-browser.ts';

const token = 'abcdefgh-the-token';
const url = `http://127.0.0.1:4000/#session=s&token=${token}&root=%2Fhome%2Fada`;

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-open-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test.skipIf(process.platform === 'win32')(
  'no process has the address among its arguments, and the page leads there',
  async () => {
    const base = temporary();
    const opener = join(base, 'opener');
    writeFileSync(
      opener,
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${base}/noted.new'; mv '${base}/noted.new' '${base}/noted'\n`,
    );
    chmodSync(opener, 0o700);
    const folder = join(base, 'state', 'open');
    openInBrowser(url, { folder, opener: [opener, 'first'] });
    await expect.poll(() => existsSync(join(base, 'noted')), { timeout: 20_000 }).toBe(true);
    const [first, page, ...others] = readFileSync(join(base, 'noted'), 'utf8').trim().split('\n');
    expect([first, others]).toEqual(['first', []]);
    expect(page).not.toContain(token);
    const path = fileURLToPath(page!);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const html = readFileSync(path, 'utf8').replaceAll('&#38;', '&');
    expect(html).toContain(`content="0;url=${url}"`);
    expect(html).toContain(`href="${url}"`);
  },
);

test('an address cannot leave its place in the page', () => {
  const folder = temporary();
  openInBrowser('http://x/"><script>alert(1)</script>', { folder, opener: ['true'] });
  const [page] = readdirSync(folder);
  expect(readFileSync(join(folder, page!), 'utf8')).not.toContain('<script>');
});

test('pages of earlier openings go with the next one, other files stay', () => {
  const folder = temporary();
  for (const name of ['ensemble-old.html', 'ensemble-new.html', 'mine.html']) writeFileSync(join(folder, name), '');
  for (const name of ['ensemble-old.html', 'mine.html']) utimesSync(join(folder, name), 1, 1);
  openInBrowser(url, { folder, opener: ['true'] });
  const names = readdirSync(folder);
  expect(names.length).toBe(3);
  expect(names).toEqual(expect.arrayContaining(['ensemble-new.html', 'mine.html']));
});

test('a browser that sees only its own folders gets the page there', () => {
  const userHome = temporary();
  mkdirSync(join(userHome, 'snap', 'firefox', 'common'), { recursive: true });
  const folderFor = (browser: string) => pageFolder(browser, '/state', userHome);
  expect(folderFor('firefox_firefox.desktop')).toBe(join(userHome, 'snap', 'firefox', 'common'));
  expect(folderFor('chromium_chromium.desktop')).toBe(join('/state', 'open'));
  expect(folderFor('org.mozilla.firefox.desktop')).toBe(join('/state', 'open'));
  expect(folderFor('')).toBe(join('/state', 'open'));
});
