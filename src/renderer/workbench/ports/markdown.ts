import type { Dispose } from './dispose.ts';

/** Markdown of others, as VS Code renders it: with coloured code, without HTML, commands and pictures. */
export interface MarkdownPort {
  /** Fills a container; the names of people who are meant (`@Ada`) are bold. The function empties it again. */
  render(container: HTMLElement, words: string, mentioned: readonly string[]): Dispose;
}
