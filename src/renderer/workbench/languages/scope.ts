import type { LanguageScope } from '../ports/languages.ts';

/** Filter of texts, as clients of language servers and the editors both have it. */
interface TextFilter {
  scheme: string;
  language?: string;
  pattern?: string;
}

const scheme = 'file';

/** Describes the texts in which a server helps. */
export function filtersOf({ languages, extensions, fileNames }: LanguageScope): TextFilter[] {
  return [
    ...languages.map((language) => ({ scheme, language })),
    ...extensions.map((end) => ({ scheme, pattern: `**/*${end}` })),
    ...fileNames.map((name) => ({ scheme, pattern: `**/${name}` })),
  ];
}

/** Says whether a server helps in a text of this language and path. */
export function isInScope(
  { languages, extensions, fileNames }: LanguageScope,
  language: string,
  path: string,
): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return languages.includes(language) || fileNames.includes(name) || extensions.some((end) => name.endsWith(end));
}
