import { getService, IConfigurationService } from '@codingame/monaco-vscode-api';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { EndOfLineSequence, type ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import type { FolderPaths } from '../files/paths.ts';
import type { Conventions } from '../ports/models.ts';
import { formattedText } from './format.ts';

/** Conventions of files by their paths. */
const known = new Map<string, Conventions>();

/** Settings of the workbench that conventions take the place of: its own edits on saving ask them. */
const settings: ReadonlyMap<string, (of: Conventions) => boolean | undefined> = new Map([
  ['files.trimTrailingWhitespace', ({ trimsBlanks }) => trimsBlanks],
  ['files.insertFinalNewline', ({ endsLastLine }) => endsLastLine],
]);

/** Method by which everything asks for a setting, as it is called for one of a file. */
type GetValue = (section?: unknown, overrides?: { resource?: URI | null }) => unknown;

let isInstalled = false;

/** Answers questions for the settings of a file by its conventions, and sets indentation again where settings change. */
async function install(paths: FolderPaths, models: () => Iterable<{ path: string | null; model: ITextModel }>) {
  const configuration = await getService(IConfigurationService);
  const getValue = configuration.getValue.bind(configuration) as GetValue;
  const own: GetValue = (section, overrides) => {
    const setting = typeof section === 'string' ? settings.get(section) : undefined;
    const path = setting && overrides?.resource ? paths.toPath(overrides.resource) : null;
    const value = path === null ? undefined : setting?.(known.get(path) ?? {});
    return value ?? getValue(section, overrides);
  };
  // The service is made at its first use, behind a proxy that remembers the methods which it has given.
  Reflect.deleteProperty(configuration, 'getValue');
  configuration.getValue = own as typeof configuration.getValue;
  configuration.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration('editor')) return;
    // After the workbench's own listeners, which set the indentation by the new settings.
    queueMicrotask(() => {
      for (const { path, model } of models()) if (path !== null) indent(model, known.get(path) ?? {});
    });
  });
}

/** Sets the conventions of a file's text; `model` where it is open. */
export function setConventions(
  paths: FolderPaths,
  path: string,
  conventions: Conventions,
  models: () => Iterable<{ path: string | null; model: ITextModel }>,
): void {
  if (Object.keys(conventions).length === 0) {
    known.delete(path);
    return;
  }
  known.set(path, conventions);
  if (!isInstalled) void install(paths, models);
  isInstalled = true;
  for (const { path: of, model } of models()) if (of === path) indent(model, conventions);
}

function indent(model: ITextModel, { indentStyle, indentSize, tabWidth }: Conventions): void {
  if (model.isDisposed()) return;
  model.updateOptions({
    ...(indentStyle === undefined ? {} : { insertSpaces: indentStyle === 'space' }),
    ...(tabWidth === undefined ? {} : { tabSize: tabWidth }),
    ...(indentSize === undefined ? {} : { indentSize }),
  });
}

/** Ends the lines of a text that is being saved by its conventions. */
export function endLines(path: string, model: ITextModel): void {
  const eol = known.get(path)?.lineEnd;
  if (eol === undefined) return;
  const text = formattedText(model);
  if (text) {
    if (text.shown && (text.shown.eol !== eol || text.shown.isMixed)) text.formatting.endLines(eol);
  } else if (eol !== 'cr') model.pushEOL(eol === 'crlf' ? EndOfLineSequence.CRLF : EndOfLineSequence.LF);
}
