import {
  getService,
  IEditorService,
  ILanguageService,
  IModelService,
  ITextModelService,
} from '@codingame/monaco-vscode-api';
import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';

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

function remember(side: { title: string; text: string }): URI {
  const uri = URI.from({ scheme, path: `/${count++}/${side.title}` });
  contents.set(uri.toString(), side.text);
  return uri;
}

/** Opens two texts as a difference; they last as long as the page. */
export async function openDiff(
  title: string,
  left: { title: string; text: string },
  right: { title: string; text: string },
): Promise<void> {
  registered ??= register();
  await registered;
  const editors = await getService(IEditorService);
  await editors.openEditor({
    label: title,
    original: { resource: remember(left) },
    modified: { resource: remember(right) },
    options: { pinned: true },
  });
}
