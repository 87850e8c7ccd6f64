import { EnsembleError } from '../../../shared/core/errors.ts';
import type { App } from '../../session/app.ts';
import type { SessionTemplate } from './session-template.ts';

const folder = '.ensemble/templates';

/** Most templates of a folder, and most bytes of one. */
const [mostTemplates, mostBytes] = [50, 20_000];

/** Templates of the folder, and the files among them that were not understood. */
export interface FolderTemplates {
  templates: { path: string; template: SessionTemplate }[];
  wrong: { path: string; line: number; message: string }[];
}

async function namesIn({ workspace }: App): Promise<string[]> {
  try {
    const { entries } = await workspace.request('files.list', { path: folder });
    const names = entries.flatMap(({ name, type }) => (type === 'file' && /\.ya?ml$/i.test(name) ? [name] : []));
    return names.toSorted().slice(0, mostTemplates);
  } catch (thrown) {
    if (thrown instanceof EnsembleError && ['not-found', 'hidden', 'not-a-folder'].includes(thrown.code)) return [];
    throw thrown;
  }
}

/** Reads the templates of the folder that is open. */
export async function templatesOf(app: App): Promise<FolderTemplates> {
  const names = await namesIn(app);
  const found: FolderTemplates = { templates: [], wrong: [] };
  if (names.length === 0) return found;
  const { readTemplate } = await import('./template-file.ts');
  for (const name of names) {
    const path = `${folder}/${name}`;
    const { content, sizeBytes } = await app.workspace.request('files.read', { path, lengthBytes: mostBytes });
    if (sizeBytes > mostBytes) {
      found.wrong.push({ path, line: 1, message: `A template has at most ${mostBytes / 1000} kB.` });
      continue;
    }
    const read = readTemplate(new TextDecoder().decode(content));
    if ('template' in read) found.templates.push({ path, template: read.template });
    else found.wrong.push({ path, ...read });
  }
  return found;
}
