import type { Unicode11Addon } from '@xterm/addon-unicode11';
import type { Terminal } from '@xterm/headless';

/** Parts of the emulator that its interface does not show, and that decide how output goes on; internal to it. */
export interface EmulatorCore {
  /** Parses at once: the screen must be what was written to it, at this moment and not a timer later. */
  writeSync(data: Uint8Array | string): void;
  readonly coreService: { readonly isCursorHidden: boolean };
  readonly coreMouseService: { readonly activeEncoding: string };
  readonly _charsetService: {
    readonly glevel: number;
    readonly charset?: unknown;
    readonly _charsets: readonly unknown[];
  };
  readonly _inputHandler: { readonly _curAttrData: Attributes };
  readonly _bufferService: { readonly buffers: { readonly normal: BufferInternals; readonly alt: BufferInternals } };
}

export interface BufferInternals {
  readonly ybase: number;
  readonly x: number;
  readonly y: number;
  readonly savedX: number;
  readonly savedY: number;
  readonly savedCurAttrData: Attributes;
  readonly savedCharset?: unknown;
  readonly scrollTop: number;
  readonly scrollBottom: number;
}

/** Look of a cell, or of the text written next. */
export interface Attributes {
  getFgColorMode(): number;
  getBgColorMode(): number;
  getFgColor(): number;
  getBgColor(): number;
  isInverse(): number;
  isBold(): number;
  isUnderline(): number;
  isOverline(): number;
  isBlink(): number;
  isInvisible(): number;
  isItalic(): number;
  isDim(): number;
  isStrikethrough(): number;
}

/** Classes of the emulator, whose code is large and loaded late. */
export interface Emulator {
  Terminal: typeof Terminal;
  Unicode11Addon: typeof Unicode11Addon;
}

let loaded: Emulator | null = null;
let loading: Promise<Emulator> | null = null;

/** Unwraps a CommonJS package, which loaders present in two ways. */
function plain<M extends object>(module: M & { default?: M }): M {
  return module.default ?? module;
}

/** The emulator where it is loaded; null before `loadEmulator`. */
export const emulator = (): Emulator | null => loaded;

/** Loads the emulator. */
export function loadEmulator(): Promise<Emulator> {
  loading ??= Promise.all([import('@xterm/headless'), import('@xterm/addon-unicode11')]).then(([headless, unicode]) => {
    loaded = {
      Terminal: plain(headless).Terminal,
      Unicode11Addon: plain(unicode).Unicode11Addon,
    };
    return loaded;
  });
  return loading;
}
