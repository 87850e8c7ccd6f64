import { getService, ILanguageService, IModelService, ITextModelService } from '@codingame/monaco-vscode-api';
import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import type { FileVersion } from '../ports/source-control.ts';

/** The scheme of files as they are in a commit or in the index. */
export const versionScheme = 'ensemble-git';

type Read = (of: FileVersion) => Promise<string | null>;

/** Makes the address of a version of a file; its path ends as the file's does, for the language. */
export function versionUri({ repository, path, version }: FileVersion): URI {
  return URI.from({ scheme: versionScheme, path: `/${path}`, query: JSON.stringify({ repository, version }) });
}

/** Makes an address that stands for no file: one side of a file that is new or gone. */
export function nothingUri(path: string): URI {
  return URI.from({ scheme: versionScheme, path: `/${path}`, query: '' });
}

/** Gives the path of the file of which this is a version; null for another address. */
export function pathOfVersion(uri: URI): string | null {
  return uri.scheme === versionScheme ? uri.path.slice(1) : null;
}

/** Gives the version of a file behind an address of ours; null for the side of a file that is new or gone. */
export function versionOf(uri: URI): FileVersion | null {
  if (uri.query === '') return null;
  const { repository, version } = JSON.parse(uri.query) as { repository: string; version: string };
  return { repository, version, path: uri.path.slice(1) };
}

/** Versions that a file has while it is in conflict, and all that are another text after an act of Git. */
const sides: ReadonlySet<string> = new Set(['base', 'ours', 'theirs']);
const moving: ReadonlySet<string> = new Set(['HEAD', 'index', ...sides]);

const isSide = (of: FileVersion | null) => of !== null && sides.has(of.version);

/** Says whether a version is the same for ever: a commit's. */
function isFixed(of: FileVersion | null): boolean {
  return of === null || !moving.has(of.version);
}

/** Gives the workbench the texts of versions, and keeps those of the index up to date. */
export async function serveVersions(read: Read, onChanged: (listener: () => void) => void): Promise<void> {
  const [resolver, models, languages] = await Promise.all([
    getService(ITextModelService),
    getService(IModelService),
    getService(ILanguageService),
  ]);
  const textOf = async (uri: URI): Promise<string | null> => {
    const version = versionOf(uri);
    return version === null ? '' : read(version).catch(() => null);
  };
  resolver.registerTextModelContentProvider(versionScheme, {
    provideTextContent: async (uri) => {
      const text = (await textOf(uri)) ?? '';
      return models.getModel(uri) ?? models.createModel(text, languages.createByFilepathOrFirstLine(uri), uri);
    },
  });
  onChanged(() => {
    for (const model of models.getModels()) {
      if (model.uri.scheme !== versionScheme || isFixed(versionOf(model.uri))) continue;
      void textOf(model.uri).then((now) => {
        // The sides of a conflict are gone once it is over; what shows them goes as well.
        if (now === null && isSide(versionOf(model.uri))) return;
        const text = now ?? '';
        if (!model.isDisposed() && model.getValue() !== text) models.updateModel(model, text);
      });
    }
  });
}
