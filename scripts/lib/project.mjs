import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const projectDir = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A path below the project's folder.
 * @param {...string} parts
 */
export function inProject(...parts) {
  return join(projectDir, ...parts);
}
