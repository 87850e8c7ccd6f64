import {
  getService,
  IEditorService,
  ILanguageService,
  IModelService,
  ITextModelService,
} from '@codingame/monaco-vscode-api';
import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import type { DiffText } from '../ports/editors.ts';

const scheme = 'ensemble-text';
const contents = new Map<string, string>();
let registered: Promise<void> | null = null;
let count = 0;

async function register(): Promise<void> {
  const [resolver, models, languages] = await Promise.all([
    getService(ITextModelService),
    getService(IModelService),
    getService(ILanguageService),
  ]);
  resolver.registerTextModelContentProvider(scheme, {
    provideTextContent: async (uri) =>
      models.createModel(contents.get(uri.toString()) ?? '', languages.createByFilepathOrFirstLine(uri), uri),
  });
}

function remember(side: DiffText): URI {
  const uri = URI.from({ scheme, path: `/${count++}/${side.title}` });
  contents.set(uri.toString(), side.text);
  return uri;
}

/** Opens a text beside another; texts that are no file's last as long as the page. */
export async function openDiff(title: string, left: DiffText, right: DiffText | URI): Promise<void> {
  registered ??= register();
  await registered;
  const editors = await getService(IEditorService);
  await editors.openEditor({
    label: title,
    original: { resource: remember(left) },
    modified: { resource: URI.isUri(right) ? right : remember(right) },
    options: { pinned: true },
  });
}
