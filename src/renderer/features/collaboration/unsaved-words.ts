import type { DocumentInfo } from '../../../shared/capabilities/documents/document-state.ts';

/** Joins names for a sentence: `of Ada, of Ben and of you`. */
function ofEach(names: readonly string[]): string {
  const parts = names.map((name) => `of ${name}`);
  return parts.length <= 1 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Names people, `you` last: the others are less expected. */
export function namesOf(people: readonly string[], me: string | null, nameOf: (person: string) => string): string[] {
  const others = people.filter((person) => person !== me).map(nameOf);
  return me !== null && people.includes(me) ? [...others, 'you'] : others;
}

/** Names the people whose work goes: `Unsaved work of Ben and of you goes.` */
export function whatGoes(names: readonly string[]): string {
  return names.length === 0 ? 'What is unsaved in it goes.' : `Unsaved work ${ofEach(names)} goes.`;
}

/** Question before a revert. */
export function revertQuestion(title: string, isFile: boolean, names: readonly string[]): string {
  return `${isFile ? `Revert ${title} to what is on the disk?` : `Empty ${title}, which is on no disk?`} ${whatGoes(names)}`;
}

/** Reason for which nothing is saved under a name where others have unsaved work. */
export function takenWords(path: string, names: readonly string[]): string {
  return `${path} was not replaced: unsaved work ${ofEach(names)} is in it. Choose another name, or save ${path} first.`;
}

/** Question before files are deleted in which others have unsaved work. */
export function deletionWords(texts: readonly { path: string; names: readonly string[] }[]): {
  message: string;
  detail: readonly string[];
} {
  return {
    message: texts.length === 1 ? `Delete ${texts[0]!.path} all the same?` : 'Delete these files all the same?',
    detail: [
      ...texts.map(({ path, names }) => `Unsaved work ${ofEach(names)} is in ${path}.`),
      'It stays in the session, is listed as unsaved, and can be saved as a file again.',
    ],
  };
}

/** Message for the others. */
export function revertedWords(who: string, title: string, names: readonly string[], isOnDisk = true): string {
  if (!isOnDisk) {
    const work = names.length === 0 ? 'some work' : names.join() === 'you' ? 'your work' : `work ${ofEach(names)}`;
    return `${who} took back ${work} in ${title}. Undo brings it back.`;
  }
  const gone = names.length === 0 ? 'What was unsaved in it' : `Unsaved work ${ofEach(names)}`;
  return `${who} reverted ${title} to what is on the disk. ${gone} is gone; undo brings it back.`;
}

/** One unsaved text that its last reader closes, with the people whose work is in it. */
export interface Closed {
  title: string;
  isFile: boolean;
  names: readonly string[];
}

/** Question for the last person who closes a text. */
export function closingWords(texts: readonly Closed[]): { message: string; detail: readonly string[] } {
  const [only] = texts;
  const back = 'Undo brings it back once it is open again.';
  if (only && texts.length === 1) {
    const where = only.isFile ? `takes ${only.title} back to what is on the disk` : `empties ${only.title}`;
    return {
      message: `Do you want to save the changes to ${only.title}?`,
      detail: [`Nobody else is here. "Don't Save" ${where}: ${lowerFirst(whatGoes(only.names))} ${back}`],
    };
  }
  const lines = texts.map(({ title, names }) => `${title}: ${lowerFirst(whatGoes(names))}`);
  return {
    message: `Do you want to save the changes to these ${texts.length} files?`,
    detail: [`Nobody else is here. "Don't Save" takes them back to what is on the disk. ${back}`, ...lines],
  };
}

const lowerFirst = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);

/** Short name of a text, where there is little room. */
export function titleOf(info: Pick<DocumentInfo, 'path' | 'title'> | undefined): string {
  return info?.path?.split('/').at(-1) ?? info?.title ?? 'the file';
}
