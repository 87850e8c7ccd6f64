import { textAfterUndo } from '../../../client/undo-preview.ts';
import type { WorkedText } from '../../../shared/capabilities/documents/methods.ts';
import { beginningOf } from '../../../shared/text/beginning.ts';
import type { App } from '../../session/app.ts';
import { counted, listNames } from '../../ui/words.ts';
import type { DiffPair, Dispose, PickItem } from '../../workbench/index.ts';
import type { SharedTextSet } from './shared-texts.ts';
import { type Part, restInWords, stepsOf, titleOf } from './taking-back.ts';
import { type ChosenWork, nameOf } from './work-choice.ts';

/** Most lines that stay which a question names, and most texts that are compared. */
const mostNamed = 8;
const mostShown = 50;

/** Work that is to be taken back: what the host has told of it, and the parts that are meant. */
export interface Undoing {
  work: ChosenWork;
  texts: readonly WorkedText[];
  parts: readonly Part[];
}

type Answer = 'undo' | 'choose';

/** Shows what would be taken back, beside the texts as they are, and asks for it. Changes nothing. */
export async function askToUndo(app: App, texts: SharedTextSet, undoing: Undoing): Promise<Answer | undefined> {
  const { workbench } = app;
  const { work, parts } = undoing;
  const staying = stayingLines(app, undoing);
  if (parts.length === 0) {
    const nothing = `Nothing of this work is left there that could be taken back.`;
    if (staying.length === 0) return void workbench.notifications.status(nothing);
    return void (await workbench.dialogs.ask('info', nothing, { detail: staying.map(inOneLine), buttons: [] }));
  }
  const close = await preview(app, texts, undoing);
  const files = counted(stepsOf(parts).length, 'file');
  const items: PickItem<Answer | 'cancel' | 'stays'>[] = [
    {
      label: `Undo ${counted(parts.length, 'part')} in ${files}`,
      description: 'Undo brings it back',
      icon: 'discard',
      value: 'undo',
    },
    { label: 'Choose Parts…', icon: 'checklist', value: 'choose' },
    { label: 'Cancel', icon: 'close', value: 'cancel' },
    ...staying.map(({ place, why }) => ({ label: place, description: why, icon: 'info', value: 'stays' as const })),
  ];
  try {
    for (;;) {
      const answer = await workbench.quickInput.pick(items, {
        title: `Undo ${work.words}`,
        placeholder: ['Above is what would become of it. Nothing is changed yet.', restInWords(undoing.texts) ?? []]
          .flat()
          .join(' '),
        isBelow: true,
      });
      // A line that stays says so, and does nothing.
      if (answer !== 'stays') return answer === 'cancel' ? undefined : answer;
    }
  } finally {
    close();
  }
}

async function preview(app: App, texts: SharedTextSet, { work, parts }: Undoing): Promise<Dispose> {
  const pairs: DiffPair[] = [];
  for (const [ref, step] of stepsOf(parts).slice(0, mostShown))
    await texts.held.with(ref, async (document) => {
      const title = titleOf(app, ref);
      const right = { title, text: textAfterUndo(document, step) };
      pairs.push({ left: { title, text: document.toString() }, right });
    });
  return app.workbench.editors.previewDiffs(`Undo ${work.words}: now ↔ without it`, pairs);
}

interface StayingLine {
  place: string;
  why: string;
}

const inOneLine = ({ place, why }: StayingLine) => `${place}: ${why}`;

/** Names lines that stay, since others have written in them. */
function stayingLines(app: App, { texts }: Undoing): StayingLine[] {
  const lines = texts.flatMap(({ ref, overlaps }) => overlaps.map((each) => ({ ref, ...each })));
  const named = lines.slice(0, mostNamed).map(({ ref, line, people }) => ({
    place: `${titleOf(app, ref)}, line ${line} stays`,
    why: `written in since by ${listNames(people.map((each) => nameOf(app, each)))}`,
  }));
  const more = lines.length - named.length;
  return more > 0 ? [...named, { place: `${counted(more, 'more line')}`, why: 'written in since' }] : named;
}

/** Lets the person choose parts of some work. */
export function chooseParts(
  { workbench, client }: App,
  { work, parts }: Undoing,
  chosen: readonly Part[],
): Promise<readonly Part[] | undefined> {
  const ids = new Set(chosen.map(({ part }) => part.id));
  const items = parts.map((value) => ({ ...wordsOf(value), group: titleOf({ client }, value.ref), value }));
  return workbench.quickInput.pickMany(items, {
    title: `Undo ${work.words}`,
    placeholder: 'Uncheck what is to stay',
    picked: parts.filter(({ part }) => ids.has(part.id)),
  });
}

const quoted = (text: string) => `“${beginningOf(text.trim() === '' ? text.replaceAll('\n', '⏎') : text.trim())}”`;

function wordsOf({ part: { line, gone, back } }: Part): Pick<PickItem<Part>, 'label' | 'description'> {
  const words = [gone === '' ? '' : `${quoted(gone)} goes`, back === '' ? '' : `${quoted(back)} comes back`];
  return { label: words.filter((each) => each !== '').join(', '), description: `line ${line}` };
}
