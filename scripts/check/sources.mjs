import { readFileSync } from 'node:fs';
import { runQuietly } from '../lib/children.mjs';
import { inProject } from '../lib/project.mjs';

const codeFile = /\.(ts|tsx|mjs)$/;

/**
 * The project's own files, tracked or new, with `/` on every system.
 * @returns {Promise<string[]>}
 */
export async function listFiles() {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { code, output } = await runQuietly('git', args, { cwd: inProject() });
  if (code !== 0) throw new Error(output);
  return output.split('\0').filter(Boolean);
}

/** The files among these that hold code under our rules. @param {string[]} files */
export function codeFiles(files) {
  return files.filter((file) => codeFile.test(file) && !/^(examples|tests\/fixtures)\//.test(file));
}

/** The text of a project file, or undefined if it was deleted meanwhile. @param {string} file */
export function readSource(file) {
  try {
    return readFileSync(inProject(file), 'utf8');
  } catch {
    return undefined;
  }
}
