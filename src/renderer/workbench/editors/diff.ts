import {
  getService,
  IEditorService,
  ILanguageService,
  IModelService,
  ITextModelService,
} from '@codingame/monaco-vscode-api';
import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { isDiffEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import {
  EditorResourceAccessor,
  SideBySideEditor,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor';
import { commands } from '../contributions/commands.ts';
import type { Dispose } from '../ports/dispose.ts';
import type { DiffCursor, DiffPair, DiffSubject, DiffText } from '../ports/editors.ts';

const plainScheme = 'ensemble-text';
const contents = new Map<string, string>();
/** Sides of the comparisons that have a subject, by that. */
const sides = new Map<string, { subject: DiffSubject; left: URI; right: URI }>();
const registered = new Map<string, Promise<void>>();
let count = 0;

const keyOf = ({ kind, id }: DiffSubject) => `${kind} ${id}`;
const schemeOf = (subject?: DiffSubject) => (subject ? `ensemble-${subject.kind}` : plainScheme);

async function register(scheme: string): Promise<void> {
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

/** Has the texts of a scheme provided. */
async function provided(scheme: string): Promise<void> {
  if (!registered.has(scheme)) registered.set(scheme, register(scheme));
  await registered.get(scheme);
}

function remember(scheme: string, side: DiffText): URI {
  const uri = URI.from({ scheme, path: `/${side.title}`, query: `${count++}` });
  contents.set(uri.toString(), side.text);
  return uri;
}

/** Opens a text beside another; texts that are no file's last as long as the page, or until `closeDiff`. */
export async function openDiff(
  title: string,
  left: DiffText,
  right: DiffText | URI,
  subject?: DiffSubject,
): Promise<void> {
  const scheme = schemeOf(subject);
  await provided(scheme);
  const known = subject && sides.get(keyOf(subject));
  const original = known?.left ?? remember(scheme, left);
  const modified = known?.right ?? (URI.isUri(right) ? right : remember(scheme, right));
  if (known && !URI.isUri(right)) await updateDiff(known.subject, left.text, right.text);
  if (subject) sides.set(keyOf(subject), { subject, left: original, right: modified });
  const editors = await getService(IEditorService);
  await editors.openEditor({
    label: title,
    original: { resource: original },
    modified: { resource: modified },
    options: { pinned: true },
  });
}

/** Gives a comparison other texts. */
export async function updateDiff(subject: DiffSubject, left: string, right: string): Promise<void> {
  const known = sides.get(keyOf(subject));
  if (!known) return;
  const models = await getService(IModelService);
  for (const [uri, text] of [
    [known.left, left],
    [known.right, right],
  ] as const) {
    contents.set(uri.toString(), text);
    const model = models.getModel(uri);
    if (model !== null && model.getValue() !== text) models.updateModel(model, text);
  }
}

/** Closes a comparison, and forgets its texts. */
export async function closeDiff(subject: DiffSubject): Promise<void> {
  const known = sides.get(keyOf(subject));
  if (!known) return;
  sides.delete(keyOf(subject));
  const editors = await getService(IEditorService);
  await editors.closeEditors(editors.findEditors(known.right, { supportSideBySide: SideBySideEditor.PRIMARY }));
  for (const uri of [known.left, known.right]) contents.delete(uri.toString());
}

/** Finds the cursor in the comparison that is the active editor; null where none of a subject is. */
export async function diffCursor(): Promise<DiffCursor | null> {
  const { activeEditor, activeTextEditorControl: control } = await getService(IEditorService);
  const shown = EditorResourceAccessor.getOriginalUri(activeEditor, {
    supportSideBySide: SideBySideEditor.PRIMARY,
  })?.toString();
  const found = [...sides.values()].find(({ right }) => right.toString() === shown);
  if (!found || !control || !isDiffEditor(control)) return null;
  const side = control.getOriginalEditor().hasTextFocus() ? 'left' : 'right';
  const editor = side === 'left' ? control.getOriginalEditor() : control.getModifiedEditor();
  return { subject: found.subject, side, line: editor.getPosition()?.lineNumber ?? 1 };
}

/** Opens texts beside each other, to be looked at while a question about them waits. Gives a function that closes them. */
export async function previewDiffs(title: string, pairs: readonly DiffPair[]): Promise<Dispose> {
  await provided(plainScheme);
  const editors = await getService(IEditorService);
  const sides = pairs.map(({ left, right }) => ({
    left: remember(plainScheme, left),
    right: remember(plainScheme, right),
  }));
  const [first] = sides;
  if (first === undefined) return () => undefined;
  if (sides.length === 1)
    await editors.openEditor({
      label: title,
      original: { resource: first.left },
      modified: { resource: first.right },
      options: { pinned: true, preserveFocus: true },
    });
  else {
    const resources = sides.map(({ left, right }) => ({ originalUri: left, modifiedUri: right }));
    await commands.execute('_workbench.openMultiDiffEditor', { title, resources });
  }
  const pane = editors.activeEditorPane;
  return () => {
    for (const uri of sides.flatMap(({ left, right }) => [left, right])) contents.delete(uri.toString());
    if (pane?.input) void editors.closeEditor({ editor: pane.input, groupId: pane.group.id });
  };
}
