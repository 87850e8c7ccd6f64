import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { htmlReport } from '../../server/recordings/report.ts';

const evil = [
  '<script>document.title="PWNED"</script>',
  '"><img src=http://127.0.0.1:9/x onerror=document.title="PWNED">',
  '--><svg/onload=document.title="PWNED">',
  ']]></style></title><script>document.title="PWNED"</script>',
  '<meta http-equiv=refresh content="0;url=http://127.0.0.1:9/">',
  '[x](javascript:alert(1)) <a href="javascript:alert(1)">x</a> &lt;script&gt; \u202e\u0000\u001b[2J',
  '<link rel=stylesheet href=http://127.0.0.1:9/x.css><base href=http://127.0.0.1:9/>',
].join(' ');

test('a report with evil words everywhere runs no script and asks for nothing', async ({ page }, info) => {
  const one = { name: evil, typed: 1, deleted: 1 };
  const told = { atMs: 0, name: evil, words: evil };
  const summary = {
    ...{ startedMs: 0, endedMs: 60_000, recordedMs: 60_000, rests: 0, saves: 1 },
    people: [{ ...one, files: 1 }],
    files: [{ path: evil, people: [one] }],
    commits: [told],
    marks: [told],
    terminals: [{ title: evil, atMs: 0, outputBytes: 1 }],
  };
  const path = info.outputPath('report.html');
  // Its policy is left out: the words alone must be harmless, too.
  const whole = htmlReport({ title: evil, folder: evil, damage: evil }, summary);
  const bare = whole.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
  expect(bare.length).toBeLessThan(whole.length);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => dialogs.push(dialog.message()));
  for (const html of [whole, bare]) {
    await writeFile(path, html);
    await page.goto(pathToFileURL(path).href, { waitUntil: 'load' });
    await expect(page.locator('td', { hasText: 'PWNED' }).first()).toBeVisible();
    expect(await page.locator('script, img, svg, a, link, base, iframe').count()).toBe(0);
    expect(await page.title()).not.toBe('PWNED');
  }
  expect([...new Set(asked.filter((url) => !url.startsWith('file:'))), ...dialogs]).toEqual([]);
});
