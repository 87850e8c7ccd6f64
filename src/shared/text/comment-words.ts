import { markdownOf, plainWords } from './shown.ts';

const fence = /^\s*(```|~~~)/;

/** Finds the people whom words mention (`@name`), each once; of names that begin alike the longest counts. */
export function mentionedIn(words: string, names: ReadonlyMap<string, string>): string[] {
  const found = new Set<string>();
  const longest = [...names].filter(([, name]) => name !== '').sort(([, a], [, b]) => b.length - a.length);
  for (const [line, isCode] of linesWithCode(words)) {
    if (isCode) continue;
    for (const { index } of line.matchAll(/(?<![\p{L}\p{N}])@/gu)) {
      const person = longest.find(([, name]) => startsWithName(line.slice(index + 1), name))?.[0];
      if (person !== undefined) found.add(person);
    }
  }
  return [...found];
}

/** Says whether a text begins with a name, and does not go on with a letter. */
function startsWithName(text: string, name: string): boolean {
  const beginning = text.slice(0, name.length);
  return beginning.toLowerCase() === name.toLowerCase() && !/^[\p{L}\p{N}_]/u.test(text.slice(name.length));
}

function linesWithCode(words: string): [line: string, isCode: boolean][] {
  let isCode = false;
  return words.split('\n').map((line) => {
    const isFence = fence.test(line);
    const wasCode = isCode;
    if (isFence) isCode = !isCode;
    return [line, wasCode || isFence];
  });
}

/**
 * Makes the Markdown of a comment for a renderer without HTML and commands: without pictures, which would tell their
 * servers who reads it, and without anything invisible; names of people who are meant are bold.
 */
export function commentMarkdown(words: string, mentioned: readonly string[]): string {
  const names = mentioned.toSorted((a, b) => b.length - a.length);
  return linesWithCode(words)
    .map(([line, isCode]) => {
      const indent = /^[\t ]*/.exec(line)![0].replaceAll('\t', '    ');
      const clean = indent + plainWords(line.trimStart());
      return isCode ? clean : emphasised(inert(clean), names);
    })
    .join('\n');
}

/** Has tags and pictures stand as they were written, but for those in code. */
function inert(line: string): string {
  return line
    .split(/(`+[^`]+`+)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/<|!(?=\[)/g, '\\$&')))
    .join('');
}

function emphasised(line: string, names: readonly string[]): string {
  let rest = line;
  let done = '';
  for (let at = rest.indexOf('@'); at !== -1; at = rest.indexOf('@')) {
    const after = rest.slice(at + 1);
    const name = names.find((each) => startsWithName(after, each));
    done += rest.slice(0, at) + (name === undefined ? '@' : `**@${markdownOf(after.slice(0, name.length))}**`);
    rest = after.slice(name?.length ?? 0);
  }
  return done + rest;
}
