import { markdownOf, plainWords } from './shown.ts';

/** Beginning of a block of code that every renderer takes for one. */
const opening = /^(?:(`{3,})|(~{3,}))[^`<!]*$/;
/** Lines that begin a block of code, or an address with its title, in some places or for some renderers. */
const unclear = /^\s*(?:`{3}|~{3})|^ {0,3}\[(?![^[\]]*\]\()/;

/** Finds the people whom words mention (`@name`), each once; of names that begin alike the longest counts. */
export function mentionedIn(words: string, names: ReadonlyMap<string, string>): string[] {
  const found = new Set<string>();
  const longest = [...names].filter(([, name]) => name !== '').sort(([, a], [, b]) => b.length - a.length);
  for (const [line, isCode] of linesWithCode(words.split('\n'))) {
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

/**
 * Tells lines of code from words. Renderers differ in what begins and ends a block: after the first line that may do
 * either, nothing counts as code.
 */
function linesWithCode(lines: readonly string[]): [line: string, isCode: boolean][] {
  let fence = '';
  let isSure = true;
  return lines.map((line) => {
    const wasCode = fence !== '';
    const opened = opening.exec(line);
    if (!wasCode && isSure) fence = opened?.[1] ?? opened?.[2] ?? '';
    else if (wasCode && endsBlock(line, fence)) fence = '';
    else if (wasCode && line.trimStart().startsWith(fence)) [fence, isSure] = ['', false];
    if (!wasCode && fence === '') isSure &&= !unclear.test(line);
    return [line, isSure && (wasCode || fence !== '')];
  });
}

function endsBlock(line: string, fence: string): boolean {
  const run = line.replace(/^ {0,3}/, '').replace(/ +$/, '');
  return run.length >= fence.length && run === fence[0]!.repeat(run.length);
}

/**
 * Makes the Markdown of a comment for a renderer without HTML and commands: without pictures, which would tell their
 * servers who reads it, and without anything invisible; names of people who are meant are bold.
 */
export function commentMarkdown(words: string, mentioned: readonly string[]): string {
  const names = mentioned.toSorted((a, b) => b.length - a.length);
  const lines = words.split('\n').map((line) => {
    const indent = /^[\t ]*/.exec(line)![0].replaceAll('\t', '    ');
    return indent + plainWords(line.trimStart());
  });
  let isSure = true;
  return linesWithCode(lines)
    .map(([line, isCode]) => {
      if (isCode) return line;
      if (line.trim() === '') isSure = true;
      const parts = isSure ? partsOf(line) : null;
      // A mark that is open here may be closed in the paragraph's next lines.
      isSure &&= parts !== null;
      // Code stays as it is: a name with backticks that were escaped in it would leave it open.
      return (parts ?? [line]).map((part, at) => (at % 2 === 1 ? part : emphasised(part, names))).join('');
    })
    .join('\n');
}

/** Parts a line into words and code, in turn; null where renderers may differ in that. */
function partsOf(line: string): string[] | null {
  const parts: string[] = [];
  const runs = [...line.matchAll(/`+/g)];
  let done = 0;
  for (let at = 0; at < runs.length; at++) {
    const { index, 0: run } = runs[at]!;
    const end = runs.findIndex((other, later) => later > at && other[0] === run);
    if (end === -1) return null;
    parts.push(line.slice(done, index));
    done = runs[end]!.index + run.length;
    parts.push(line.slice(index, done));
    at = end;
  }
  parts.push(line.slice(done));
  const isClear = parts.every((part, index) => (index % 2 === 1 ? !/\||!\[/.test(part) : isWhole(part)));
  return isClear ? parts : null;
}

/** Says whether no link, table or escape of some words takes in what follows them. */
function isWhole(part: string): boolean {
  return !/\\$/.test(part) && !/[[]|\]\(/.test(part.replace(/\[[^[\]]*\](?:\([^()]*\)|(?!\())/g, ''));
}

/** Signs of a tag, of a picture, and of a link to anything but a page, a mail or a place in the folder. */
const effective = /(\\*)(<|!(?=\[)|\](?=[(:](?! *(?:https?:\/\/|mailto:|[\w#./-][^\s:&\\)]*(?:[\s)]|$)))))/gi;

/**
 * Has tags, pictures and evil links stand as they were written. A sign that is escaped already stays so; that of a tag is
 * never left to a backslash, which a bare address before it would take in.
 */
function inert(words: string): string {
  return words.replace(effective, (_, slashes: string, sign: string) => {
    const before = slashes.slice(slashes.length % 2);
    return sign === '<' ? `${before}&lt;` : `${before}\\${sign}`;
  });
}

/** Has the names of people who are meant in bold, and all between them inert. */
function emphasised(line: string, names: readonly string[]): string {
  let rest = line;
  let words = '';
  let done = '';
  for (let at = rest.indexOf('@'); at !== -1; at = rest.indexOf('@')) {
    const after = rest.slice(at + 1);
    const name = names.find((each) => startsWithName(after, each));
    if (name === undefined) words += rest.slice(0, at + 1);
    else {
      done += `${inert(words + rest.slice(0, at))}**@${markdownOf(after.slice(0, name.length))}**`;
      words = '';
    }
    rest = after.slice(name?.length ?? 0);
  }
  return done + inert(words + rest);
}
