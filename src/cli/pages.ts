import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Folder of the built renderer, or null where it was not built. */
export function builtPages(): string | null {
  const pages = join(resolve(import.meta.dirname, '..', '..'), 'dist', 'renderer');
  return existsSync(join(pages, 'index.html')) ? pages : null;
}
