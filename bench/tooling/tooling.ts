import { runParts, withBrowser } from '../lib/parts.ts';
import { measureGit } from './git.ts';
import { measureLanguages } from './languages.ts';
import { measureSearch } from './search.ts';
import { measureTerminals } from './terminals.ts';

/** Measures terminals, languages, searching and Git as people meet them. Gives the exit code. */
export function runTooling({ only }: { only: readonly string[] }): Promise<number> {
  return withBrowser((browser) => {
    const parts = {
      git: () => measureGit(browser),
      languages: measureLanguages,
      search: () => measureSearch(browser),
      terminals: measureTerminals,
    };
    return runParts('tooling', parts, only);
  });
}
