/** The parser of a terminal's emulator, as far as it is asked to pass over things. */
interface Parser {
  registerCsiHandler(id: { prefix?: string; intermediates?: string; final: string }, handler: () => boolean): unknown;
  registerDcsHandler(id: { prefix?: string; intermediates?: string; final: string }, handler: () => boolean): unknown;
  registerOscHandler(code: number, handler: (data: string) => boolean): unknown;
}

/** Questions that an emulator answers by itself, as if somebody had typed: device and status reports, modes, sizes. */
const questions = [
  { final: 'n' },
  { prefix: '?', final: 'n' },
  { final: 'c' },
  { prefix: '>', final: 'c' },
  { prefix: '=', final: 'c' },
  { prefix: '>', final: 'q' },
  { prefix: '?', intermediates: '$', final: 'p' },
  { intermediates: '$', final: 'p' },
  { prefix: '?', final: 'u' },
  { final: 't' },
];

/** Titles, the clipboard, and what other products do with numbers of their own. */
const setting = [0, 1, 2, 9, 52, 777, 1337];

/** Colours, which may be set and not asked for. */
const colours = [4, 10, 11, 12];

/** Links to pages, and the end of a link: others, to commands and files of this machine, are plain text. */
const harmlessLink = /^[^;]*;(?:$|https?:|mailto:)/i;

/**
 * Lets the output of somebody else's terminal reach nothing but its own screen: it answers no questions, which would be
 * typed into that terminal by whoever looks at it, and sets neither titles nor the clipboard of this machine.
 */
export function guardForeign(parser: Parser): void {
  const passOver = () => true;
  for (const id of questions) parser.registerCsiHandler(id, passOver);
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, passOver);
  parser.registerDcsHandler({ intermediates: '+', final: 'q' }, passOver);
  for (const code of setting) parser.registerOscHandler(code, passOver);
  parser.registerOscHandler(8, (data) => !harmlessLink.test(data));
  for (const code of colours) parser.registerOscHandler(code, (data) => data.includes('?'));
}
