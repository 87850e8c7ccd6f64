import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const sources = (pattern: string) => globSync(pattern).map((path) => ({ path, text: readFileSync(path, 'utf8') }));

test('what somebody is called is asked of one function: no surface reads a name past it', () => {
  // The raw name is sent on, never shown.
  const sending = [
    'src/renderer/features/people/my-name.ts',
    'src/renderer/features/people/manage.ts',
    'src/renderer/features/sharing/moving.ts',
  ];
  const reading = sources('src/{renderer,cli,client}/**/*.{ts,tsx}').filter(
    ({ path, text }) => /participants\[[^\n]*\]\??!?\.name\b/.test(text) && !sending.includes(path),
  );
  expect(reading.map(({ path }) => path)).toEqual([]);
});

test('the command line has one way to the terminal', () => {
  const others = sources('src/cli/**/*.ts').filter(
    ({ path, text }) => path !== 'src/cli/output.ts' && /\bconsole\.|process\.std(out|err)\.write/.test(text),
  );
  expect(others.map(({ path }) => path)).toEqual([]);
});

test('what asks the workbench past its ports to show words cleans them itself', () => {
  const services = /\bI(Dialog|Notification|QuickInput|Statusbar|Hover)Service\b/;
  const past = sources('src/renderer/workbench/**/*.ts').filter(
    ({ path, text }) =>
      services.test(text) && !path.includes('/contributions/') && !text.includes('shared/text/shown.ts'),
  );
  expect(past.map(({ path }) => path)).toEqual([]);
});
