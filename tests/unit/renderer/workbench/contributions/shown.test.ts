import { describe, expect, test } from 'vitest';
import { plainProps } from '../../../../../src/renderer/ui/plain-jsx.ts';
import { shownThrough } from '../../../../../src/renderer/workbench/contributions/shown.ts';
import type { Workbench } from '../../../../../src/renderer/workbench/index.ts';
import { evilWords, neverShown } from '../../../shared/text/evil-words.ts';

/** A workbench that only notes what it is given. */
function recordingWorkbench(): { raw: Workbench; given: unknown[] } {
  const given: unknown[] = [];
  const surface = (): unknown =>
    new Proxy(() => undefined, {
      get: (_target, name) => (name === 'then' ? undefined : surface()),
      apply: (_target, _self, args) => {
        given.push(...args);
        return surface();
      },
    });
  return { raw: surface() as Workbench, given };
}

/** All words inside of what was given, what functions answer included. */
async function wordsIn(value: unknown): Promise<string[]> {
  if (typeof value === 'string') return [value];
  if (value instanceof Map) return wordsIn([...value.values()]);
  if (typeof value === 'object' && value !== null) return (await Promise.all(Object.values(value).map(wordsIn))).flat();
  if (typeof value !== 'function') return [];
  const said: unknown[] = [];
  return wordsIn([await value((words: unknown) => said.push(words)), said]);
}

/** Every function of the workbench that takes words, and how somebody's words come into it. */
const surfaces: Record<string, (workbench: Workbench, words: string) => unknown> = {
  notification: ({ notifications }, words) => notifications.show('info', words),
  progress: ({ notifications }, words) => notifications.withProgress(words, async (report) => report(words)),
  'message in the status bar': ({ notifications }, words) => notifications.status(words),
  'what a screen reader says': ({ notifications }, words) => notifications.announce(words),
  'list to pick from': ({ quickInput }, words) =>
    quickInput.pick([{ label: words, description: words, detail: words, value: 0 }], {
      title: words,
      placeholder: words,
    }),
  'list that is a step': ({ quickInput }, words) =>
    quickInput.pickStep([{ label: words, description: words, detail: words, value: 0 }], {
      title: words,
      placeholder: words,
      prompt: words,
      step: 1,
      totalSteps: 2,
    }),
  'box to type in': ({ quickInput }, words) =>
    quickInput.input({ title: words, prompt: words, placeholder: words, validate: () => words }),
  dialog: ({ dialogs }, words) => dialogs.ask('info', words, { detail: words, buttons: ['Ok'] }),
  'dialog with paragraphs': ({ dialogs }, words) => dialogs.ask('info', words, { detail: [words, words], buttons: [] }),
  'dialog for a file': ({ dialogs }, words) => dialogs.pickFile({ title: words }),
  'status bar': ({ statusBar }, words) =>
    statusBar
      .create({ id: 'x', name: 'X', side: 'left', priority: 1 })
      .show({ text: words, ariaLabel: words, tooltip: words }),
  badge: ({ views }, words) => views.setBadge('x', { count: 1, tooltip: words }),
  'mark on a file': ({ fileBadges }, words) => fileBadges.set('x', new Map([['a', { icon: 'lock', tooltip: words }]])),
  'act on a file': ({ fileActs }, words) => fileActs.run({ is: 'delete', path: 'a' }, words),
  cursor: ({ editors }, words) =>
    editors.setRemoteCursors('a', [{ id: 'x', name: words, colorIndex: 0, anchor: 0, head: 0 }]),
  'mark on lines': ({ editors }, words) =>
    editors.setLineMarks('x', 'a', [{ startLine: 1, endLine: 1, colorIndex: 0, hover: words, kind: 'lock' }]),
  'mark in a text': ({ editors }, words) =>
    editors.setTextMarks('a', [{ offset: 0, length: 1, colorIndex: 0, hover: words }]),
  'words of an empty text': ({ editors }, words) => editors.setPlaceholder('a', words),
  'name of a drawing': ({ editors }, words) =>
    editors.showDrawing('x', { line: 1, points: [], colorIndex: 0, name: words, fadesAfterMs: 0, fadingMs: 0 }),
  'titles of a difference': ({ editors }, words) =>
    editors.openDiff(words, { title: words, text: '' }, { title: words, text: '' }),
  'titles of a preview': ({ editors }, words) =>
    editors.previewDiffs(words, [{ left: { title: words, text: '' }, right: { title: words, text: '' } }]),
  timeline: ({ timeline }, words) =>
    timeline.provide({
      id: 'x',
      label: 'X',
      entriesOf: async () => [{ id: 'x', label: words, description: words, atMs: 0, icon: 'save' }],
      onChanged: () => () => undefined,
    }),
  'Markdown of a message': ({ markdown }, words) => markdown.render(null as never, words, [words]),
  'read-only folder': (workbench, words) => workbench.setReadOnly({ words }),
};

/** Where the workbench finds links, commands and icons in words. */
const parsing = ['notification', 'progress', 'list to pick from', 'list that is a step', 'status bar', 'timeline'];

describe.each(Object.entries(surfaces))('a %s', (name, show) => {
  test.each(Object.entries(evilWords))('given %s shows words', async (_, words) => {
    const { raw, given } = recordingWorkbench();
    await show(shownThrough(raw), words);
    const shown = (await wordsIn(given)).join(' ').replaceAll('\n', ' ');
    expect(shown).not.toMatch(neverShown);
    if (parsing.includes(name)) expect(shown).not.toMatch(/\[Admit\]\(|\$\(shield\)/);
  });
});

test('every function of the workbench that takes words is thought of here', () => {
  const { raw } = recordingWorkbench();
  const shown = shownThrough(raw);
  const ports = [
    'notifications',
    'quickInput',
    'dialogs',
    'statusBar',
    'views',
    'fileActs',
    'fileBadges',
    'timeline',
    'editors',
  ] as const;
  const functions = ports.flatMap((port) => Object.keys(shown[port]).map((name) => `${port}.${name}`));
  expect(functions).toEqual([
    ...['show', 'withProgress', 'status', 'announce', 'silence'].map((name) => `notifications.${name}`),
    ...['input', 'pick', 'pickStep', 'pickMany'].map((name) => `quickInput.${name}`),
    ...['ask', 'pickFile', 'download', 'upload'].map((name) => `dialogs.${name}`),
    'statusBar.create',
    ...['register', 'open', 'isVisible', 'setExpanded', 'setBadge'].map((name) => `views.${name}`),
    'fileActs.run',
    'fileBadges.set',
    ...['provide', 'registerCommand'].map((name) => `timeline.${name}`),
    ...['visible', 'active', 'onVisibleChanged', 'onSelectionChanged', 'onScroll', 'getTopVisibleLine', 'reveal'].map(
      (name) => `editors.${name}`,
    ),
    ...[
      'arrange',
      'untilClosed',
      'select',
      'move',
      'setRemoteCursors',
      'setPlaceholder',
      'setLineMarks',
      'setTextMarks',
      'showDrawing',
      'openBoard',
      'openDiff',
      'updateDiff',
      'closeDiff',
      'diffCursor',
      'previewDiffs',
    ].map((name) => `editors.${name}`),
  ]);
});

describe('an element of a view', () => {
  test.each(Object.entries(evilWords))('given %s shows words', (_, words) => {
    const props = plainProps('span', { title: words, 'aria-label': words, children: [words, ['x', words]] });
    expect(JSON.stringify(props)).not.toMatch(neverShown);
  });

  test('takes no HTML, and hands a component what it was given', () => {
    expect(plainProps('p', { dangerouslySetInnerHTML: { __html: '<b>' } })).toEqual({});
    expect(plainProps(() => null, { name: 'a\nb' })).toEqual({ name: 'a\nb' });
  });
});
