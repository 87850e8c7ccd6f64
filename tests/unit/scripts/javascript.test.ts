import { expect, test } from 'vitest';
import { toJavaScript } from '../../../scripts/desktop/javascript.mjs';

test('types go, imports name the built files, and nothing moves', () => {
  const source = [
    "import { a, type A } from './a.ts';",
    "import type { B } from './b.ts';",
    "export * from '../c.ts';",
    "import zod from 'zod';",
    "const d: A = await import('./d.ts');",
    "new Worker(new URL('./e.ts', import.meta.url));",
    "const text: string = './f.ts';",
  ].join('\n');
  const lines = toJavaScript(source)
    .split('\n')
    .map((line) => line.trimEnd());
  expect(lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
    "import { a, } from './a.js';",
    '',
    "export * from '../c.js';",
    "import zod from 'zod';",
    "const d = await import('./d.js');",
    "new Worker(new URL('./e.js', import.meta.url));",
    "const text = './f.ts';",
  ]);
});
