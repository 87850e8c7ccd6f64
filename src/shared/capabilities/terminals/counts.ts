/** Terminal as an emulator has it, as far as its counts are limited; a window's and one without a viewer alike. */
export interface Counting {
  readonly cols: number;
  readonly rows: number;
  /** Marks that go with their lines, such as those of links. */
  readonly markers: { readonly length: number };
  readonly parser: {
    registerOscHandler(id: number, handler: (data: string) => boolean): unknown;
    registerCsiHandler(
      id: { intermediates?: string; final: string },
      handler: (params: (number | number[])[]) => boolean,
    ): unknown;
  };
}

interface Counted {
  readonly params: ArrayLike<number>;
  readonly length: number;
}

/** Functions of the emulator that do something as often as a sequence says; internal to it. */
type Handlers = Record<string, (params: Counted) => boolean>;

type Id = { intermediates?: string; final: string };

const inRows = ({ rows }: Counting) => rows;
const inColumns = ({ cols }: Counting) => cols;

/** Sequences that are done in a loop, and the count from which on more changes nothing that is seen. */
const loops: readonly (readonly [id: Id, name: string, most: (terminal: Counting) => number])[] = [
  [{ final: 'S' }, 'scrollUp', inRows],
  [{ final: 'T' }, 'scrollDown', inRows],
  [{ final: 'L' }, 'insertLines', inRows],
  [{ final: 'M' }, 'deleteLines', inRows],
  [{ final: 'I' }, 'cursorForwardTab', inColumns],
  [{ final: 'Z' }, 'cursorBackwardTab', inColumns],
  [{ intermediates: ' ', final: '@' }, 'scrollLeft', inColumns],
  [{ intermediates: ' ', final: 'A' }, 'scrollRight', inColumns],
  [{ intermediates: "'", final: '}' }, 'insertColumns', inColumns],
  [{ intermediates: "'", final: '~' }, 'deleteColumns', inColumns],
  [{ final: 'b' }, 'repeatPrecedingCharacter', ({ cols, rows }) => cols * rows],
];

/**
 * Limits how often a sequence makes an emulator do something: by itself, it scrolls two thousand million lines where a
 * file of fifteen bytes says so, and everybody who sees the terminal waits for hours.
 */
export function limitCounts(terminal: Counting): void {
  const { _inputHandler: own } = (terminal as unknown as { _core: { _inputHandler: Handlers } })._core;
  for (const [id, name, mostOf] of loops)
    terminal.parser.registerCsiHandler(id, ([count]) => {
      const most = mostOf(terminal);
      if (typeof count !== 'number' || count <= most) return false;
      return own[name]!({ params: [most], length: 1 });
    });
}

/** Most marks of an emulator beside which links are kept: each is looked at with each line that scrolls. */
const mostMarks = 500;
/** Longest address of a link, as browsers take it, with room for its parameters. */
const longestLink = 8 * 1024;

/** Links of an emulator, the oldest first, each with the marks of its lines; internal to it. */
type Links = ReadonlyMap<number, { readonly lines: readonly { dispose(): void }[] }>;

/**
 * Limits how many links an emulator keeps: each of a million would have every further line look at all of them. The
 * oldest become plain text, dropped by the quarter, and those with endless addresses are.
 */
export function limitLinks(terminal: Counting): void {
  const { _oscLinkService: own } = (terminal as unknown as { _core: { _oscLinkService: { _dataByLinkId: Links } } })
    ._core;
  terminal.parser.registerOscHandler(8, (data) => {
    // Parameters and no address end a link.
    if (data.endsWith(';')) return false;
    if (terminal.markers.length > mostMarks)
      for (const { lines } of [...own._dataByLinkId.values()].slice(0, mostMarks / 4))
        for (const mark of [...lines]) mark.dispose();
    // Others' marks stay.
    return data.length > longestLink || terminal.markers.length > mostMarks;
  });
}

const longestTitle = 1_000;
/** Codes of title and icon's name together, and of the title. */
const titles = [0, 2];
/** Codes of marks and facts of shells. */
const facts = [7, 9, 133, 633, 697];
const longestFact = 64 * 1024;

/** Limits how long a title is, and leaves out endless words of shells: windows show these, and look through them. */
export function limitWords(terminal: Counting): void {
  const { _inputHandler: own } = (
    terminal as unknown as { _core: { _inputHandler: { setTitle(title: string): boolean } } }
  )._core;
  for (const code of titles)
    terminal.parser.registerOscHandler(code, (data) => {
      if (data.length <= longestTitle) return false;
      return own.setTitle(data.slice(0, longestTitle).toWellFormed());
    });
  for (const code of facts) terminal.parser.registerOscHandler(code, (data) => data.length > longestFact);
}
