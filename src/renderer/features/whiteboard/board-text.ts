import {
  type BoardElement,
  type BoardFile,
  type BoardLook,
  boardElement,
  boardFile,
  boardLimits,
  boardLook,
  strokesOf,
} from './board-schema.ts';

/** A line of a list in the text: its JSON, and the element or picture, or null where it cannot be read. */
export interface BoardLine<T> {
  json: string;
  value: T | null;
}

/**
 * A board as its text has it. Lists are in the text's order; lines that cannot be read stay in them, so that writing
 * keeps them.
 */
export interface Board {
  look: BoardLook;
  elements: BoardLine<BoardElement>[];
  files: BoardLine<BoardFile>[];
  /** Further parts of the file, as `"key":value`. */
  others: string[];
}

/** Text that is no board that can be shown, with the reason. */
export interface NoBoard {
  reason: 'too-large' | 'unreadable';
}

const first = '{"type":"excalidraw","version":2,"source":"https://excalidraw.com"';
const elementsLine = '"elements":[';
const filesLine = '"files":{';
const lookStart = '"appState":';
const ownKeys = new Set(['type', 'version', 'source', 'elements', 'files', 'appState']);

/** Text of a board without anything on it. */
export const emptyBoard = layBoard({ look: {}, elements: [], files: [], others: [] });

/** Writes a board: an element or picture in each line, which begins with the comma that it needs. */
export function layBoard({ look, elements, files, others }: Board): string {
  const list = (lines: readonly BoardLine<unknown>[]) => lines.map(({ json }, at) => (at === 0 ? json : `,${json}`));
  return [
    first,
    `,${lookStart}${JSON.stringify(look)}`,
    ...others.map((json) => `,${json}`),
    `,${elementsLine}`,
    ...list(elements),
    ']',
    `,${filesLine}`,
    ...list(files),
    '}',
    '}',
    '',
  ].join('\n');
}

/** Reads the text of a board: in our lines, tolerantly, or in any other layout of the same JSON. */
export function readBoard(text: string): Board | NoBoard {
  if (text.length > boardLimits.textLength) return { reason: 'too-large' };
  const board = text.trim() === '' ? none() : isOurs(text) ? fromLines(text) : fromJson(text);
  if (board === null) return { reason: 'unreadable' };
  const strokes = board.elements.reduce((sum, { value }) => sum + (value ? strokesOf(value) : 0), 0);
  return tooMany(board) || !(strokes <= boardLimits.strokes) ? { reason: 'too-large' } : board;
}

/** Says whether a board has more lines than are looked at. */
const tooMany = ({ elements, files, others }: Board) =>
  elements.length > boardLimits.elements || files.length + others.length > boardLimits.elements;

/** Says whether a text is laid out in our lines: the first is the beginning of an object, and no more. */
const isOurs = (text: string) => /^\{"type":"excalidraw"[^{}[\]\n]*\n/.test(text);

const none = (): Board => ({ look: {}, elements: [], files: [], others: [] });

const around = /[\s,]/;

/** Takes away the commas and blanks around the JSON of a line; by steps, since a pattern tries each run in it again. */
function bare(line: string): string {
  let [start, end] = [0, line.length];
  while (start < end && around.test(line[start]!)) start++;
  while (end > start && around.test(line[end - 1]!)) end--;
  return line.slice(start, end);
}

function fromLines(text: string): Board {
  const board = none();
  let place: 'top' | 'elements' | 'files' = 'top';
  for (const line of text.split('\n')) {
    const json = bare(line);
    if (json === '') continue;
    if (tooMany(board)) return board;
    if (json === elementsLine) place = 'elements';
    else if (json === filesLine) place = 'files';
    else if (json === ']' || json === '}') place = 'top';
    else if (place === 'elements') board.elements.push(elementLine(json));
    else if (place === 'files') board.files.push(fileLine(json));
    else if (json.startsWith(lookStart)) board.look = lookOf(parsed(json.slice(lookStart.length)));
    else if (json.startsWith('{"type":"excalidraw"')) continue;
    // A line that two people have begun at once has come apart: it is kept with the elements, where it is counted.
    else if (parsed(`{${json}}`) === undefined) board.elements.push({ json, value: null });
    else board.others.push(json);
  }
  return board;
}

function fromJson(text: string): Board | null {
  const whole = parsed(text);
  if (!isRecord(whole) || !Array.isArray(whole.elements)) return null;
  const board = none();
  board.look = lookOf(whole.appState);
  if (whole.elements.length > boardLimits.elements)
    return { ...board, elements: whole.elements.map(() => ({ json: '', value: null })) };
  for (const value of whole.elements) board.elements.push(elementLine(JSON.stringify(value), value));
  const pictures = isRecord(whole.files) ? Object.entries(whole.files) : [];
  if (pictures.length > boardLimits.elements) return { ...board, others: pictures.map(([id]) => id) };
  for (const [id, value] of pictures) board.files.push(fileLine(`${JSON.stringify(id)}:${JSON.stringify(value)}`));
  for (const [key, value] of Object.entries(whole).slice(0, boardLimits.elements + ownKeys.size + 1))
    if (!ownKeys.has(key)) board.others.push(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return board;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Elements and pictures of lines that were read lately: most lines stay as they are. */
const elementsRead = new Map<string, BoardElement | null>();
const filesRead = new Map<string, BoardFile | null>();
const [mostRead, mostReadLength] = [20_000, 48 * 1024 * 1024];
let readLength = 0;

function remembered<T>(memory: Map<string, T>, json: string, read: () => T): T {
  const known = memory.get(json);
  if (known !== undefined) return known;
  const value = read();
  readLength += json.length;
  if (memory.size >= mostRead || readLength > mostReadLength) {
    for (const each of [elementsRead, filesRead]) each.clear();
    readLength = json.length;
  }
  memory.set(json, value);
  return value;
}

function elementLine(json: string, value?: unknown): BoardLine<BoardElement> {
  if (json.length > boardLimits.elementLength) return { json, value: null };
  const read = () => {
    const given = value ?? parsed(json);
    return isPlain(given) ? (boardElement.safeParse(given).data ?? null) : null;
  };
  return { json, value: remembered(elementsRead, json, read) };
}

function fileLine(json: string): BoardLine<BoardFile> {
  if (json.length > boardLimits.fileLength + 1000) return { json, value: null };
  const read = () => {
    const holder = parsed(`{${json}}`);
    const [file] = isRecord(holder) ? Object.values(holder) : [];
    return boardFile.safeParse(file).data ?? null;
  };
  return { json, value: remembered(filesRead, json, read) };
}

/** Says whether an object has no key of its own that would be taken for its prototype. */
const isPlain = (value: unknown) => isRecord(value) && !Object.hasOwn(value, '__proto__');

function lookOf(value: unknown): BoardLook {
  return boardLook.safeParse(value).data ?? {};
}

/** Says which of two forms of one element counts: the higher version, then the lower nonce, as Excalidraw has it. */
export function beats(one: BoardElement, other: BoardElement): boolean {
  return one.version > other.version || (one.version === other.version && one.versionNonce < other.versionNonce);
}

/** Gives the board's elements, each once. */
export function elementsOf(board: Board): Map<string, BoardElement> {
  const found = new Map<string, BoardElement>();
  for (const { value } of board.elements) {
    const known = value && found.get(value.id);
    if (value && !value.isDeleted && (!known || beats(value, known))) found.set(value.id, value);
  }
  return found;
}

/** Gives the board's pictures. */
export function filesOf(board: Board): Map<string, BoardFile> {
  return new Map(board.files.flatMap(({ value }) => (value ? [[value.id, value]] : [])));
}

/** Counts the lines that cannot be read. */
export function damagedOf({ elements, files }: Board): number {
  return [...elements, ...files].filter(({ value }) => value === null).length;
}

/** Says whether a text of ours has what changes of two people at once leave behind: a wrong comma, an element twice. */
export function isToMend(text: string, board: Board): boolean {
  if (!isOurs(text)) return false;
  const ids = board.elements.flatMap(({ value }) => (value ? [value.id] : []));
  return new Set(ids).size < ids.length || layBoard(board) !== text;
}
