import { getService, IModelService, ITextFileService } from '@codingame/monaco-vscode-api';
import { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import { Schemas } from '@codingame/monaco-vscode-api/vscode/vs/base/common/network';
import { basename } from '@codingame/monaco-vscode-api/vscode/vs/base/common/resources';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import type { ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { toDispose } from '../contributions/disposables.ts';
import { type FolderPaths, ofDisk } from '../files/paths.ts';
import type { ModelKey, ModelsPort, TextModelPort } from '../ports/models.ts';
import { onBulkEdit } from './bulk-edits.ts';
import { setConventions } from './text-conventions.ts';
import { OpenText } from './text-model.ts';

/** The open texts, for the editors' side of this folder as well. */
export interface OpenTexts extends ModelsPort {
  get(key: ModelKey): OpenText | undefined;
  /** Finds the port of an editor's text; undefined for texts that are not the folder's (settings, output). */
  of(model: ITextModel | null): OpenText | undefined;
  toUri(key: ModelKey): URI;
}

const untitledPrefix = `${Schemas.untitled}:`;

/** Key of a text of the folder, or of an untitled buffer; null for any other. */
export function keyOf(paths: FolderPaths, uri: URI): ModelKey | null {
  if (uri.scheme === Schemas.untitled) return `${untitledPrefix}${uri.path}`;
  const path = paths.toPath(uri);
  return path === '' ? null : path;
}

/** Watches which texts open and close. */
export function createModels(paths: FolderPaths): OpenTexts {
  const byModel = new Map<ITextModel, OpenText>();
  const byKey = new Map<ModelKey, OpenText>();
  const opened = new Emitter<TextModelPort>();

  const add = (names: Pick<TextModelPort, 'key' | 'path' | 'title'>, model: ITextModel, file: OpenTextFile) => {
    if (byModel.has(model)) return;
    const text = new OpenText(names, model, file);
    byModel.set(model, text);
    byKey.set(text.key, text);
    model.onWillDispose(() => {
      byModel.delete(model);
      if (byKey.get(text.key) === text) byKey.delete(text.key);
    });
    opened.fire(text);
  };

  const watchFiles = async () => {
    const { files } = await getService(ITextFileService);
    const addFile = (file: (typeof files.models)[number]) => {
      const path = paths.toPath(file.resource);
      const model = file.textEditorModel;
      if (path !== null && path !== '' && model !== null) {
        add({ key: path, path, title: basename(file.resource) }, model, file);
      }
    };
    files.onDidResolve(({ model }) => addFile(model));
    for (const file of files.models) if (file.isResolved()) addFile(file);
  };

  const watchUntitled = async () => {
    const models = await getService(IModelService);
    const addUntitled = (model: ITextModel) => {
      if (model.uri.scheme !== Schemas.untitled) return;
      const title = model.uri.path.replace(/^\//, '');
      add({ key: keyOf(paths, model.uri)!, path: null, title }, model, null);
    };
    models.onModelAdded(addUntitled);
    for (const model of models.getModels()) addUntitled(model);
  };

  void watchFiles();
  void watchUntitled();

  return {
    onModelOpened: (listener) => {
      for (const text of [...byModel.values()]) listener(text);
      return toDispose(opened.event(listener));
    },
    onEditTogether: (listener) =>
      onBulkEdit((uris) => {
        const keys = new Set(uris.map((uri) => keyOf(paths, uri)).filter((key) => key !== null));
        return keys.size > 1 ? listener([...keys]) : () => undefined;
      }),
    get: (key) => byKey.get(key),
    readFile: async (path, encoding) =>
      (await (await getService(ITextFileService)).read(ofDisk(paths.toUri(path)), { encoding })).value,
    setConventions: (path, conventions) => setConventions(paths, path, conventions, () => byModel.values()),
    of: (model) => (model === null ? undefined : byModel.get(model)),
    toUri: (key) =>
      key.startsWith(untitledPrefix)
        ? paths.root.with({ scheme: Schemas.untitled, authority: '', path: key.slice(untitledPrefix.length) })
        : paths.toUri(key),
  };
}

type OpenTextFile = ConstructorParameters<typeof OpenText>[2];
