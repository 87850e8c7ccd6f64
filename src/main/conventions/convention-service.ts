import type { FileChange } from '../../shared/capabilities/files/methods.ts';
import type { Handlers } from '../../shared/session/contract.ts';
import {
  type ConventionFiles,
  conventionsFrom,
  type EditorConfig,
  type NewEncoding,
  newEncodingFrom,
  readEditorConfig,
} from './editor-config.ts';

const fileName = '.editorconfig';
/** Most characters of one file, and most folders above a text whose file counts. */
const mostLength = 32_000;
const mostFolders = 12;
/** Most folders whose file is kept in memory. */
const mostKept = 2_000;

export interface ConventionService {
  handlers: Handlers<'conventions.of'>;
  /** Finds the encoding of a file that has nothing in it yet; null where nothing sets one. */
  newEncoding: (path: string) => Promise<NewEncoding | null>;
  onFiles: (changes: readonly FileChange[]) => void;
}

/**
 * Makes the service of conventions. `read` gives a file of the folder as guests see it, so that a text is the same for
 * everybody; nothing above the folder counts.
 */
export function createConventionService(read: (path: string) => Promise<string>): ConventionService {
  const kept = new Map<string, Promise<EditorConfig | null>>();
  const configOf = (folder: string): Promise<EditorConfig | null> => {
    const known = kept.get(folder);
    if (known) return known;
    if (kept.size >= mostKept) kept.clear();
    const path = folder === '' ? fileName : `${folder}/${fileName}`;
    const found = read(path).then(
      (text) => (text.length > mostLength ? null : readEditorConfig(text)),
      () => null,
    );
    kept.set(folder, found);
    return found;
  };
  const filesOf = async (path: string): Promise<ConventionFiles> => {
    const files: { config: EditorConfig; path: string }[] = [];
    for (const folder of foldersOf(path).slice(0, mostFolders)) {
      const config = await configOf(folder);
      if (config === null) continue;
      files.push({ config, path: folder === '' ? path : path.slice(folder.length + 1) });
      if (config.isRoot) break;
    }
    return files;
  };
  return {
    handlers: { 'conventions.of': async ({ path }) => conventionsFrom(await filesOf(path)) },
    newEncoding: async (path) => newEncodingFrom(await filesOf(path)),
    onFiles: (changes) => {
      // A folder that came or went may have one; so may one that is hidden, or shown, from now on.
      if (changes.some(({ path, type }) => path === '' || type !== 'changed' || isOfConventions(path))) kept.clear();
    },
  };
}

const isOfConventions = (path: string) => path.endsWith(fileName) || path.startsWith('.ensemble');

/** Folders of a path, the nearest first. */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) folders.push(path.slice(0, at));
  return [...folders, ''];
}
