import { z } from 'zod';
import type { Problem } from '../../../shared/capabilities/languages/language-state.ts';
import { languageLimits } from '../../../shared/capabilities/languages/limits.ts';
import type { Places, Sees } from '../wire/places.ts';

const place = z.object({ line: z.number().int().min(0), character: z.number().int().min(0) });
const range = z.object({ start: place, end: place });

/** A diagnostic of the protocol, as far as it is read here. */
const diagnostic = z.looseObject({
  range,
  severity: z.number().int().min(1).max(4).nullish(),
  code: z.union([z.string(), z.number()]).nullish(),
  source: z.string().nullish(),
  message: z.string(),
  tags: z.array(z.number()).nullish(),
  relatedInformation: z
    .array(z.object({ location: z.object({ uri: z.string(), range }), message: z.string() }))
    .nullish(),
});

export type Diagnostic = z.output<typeof diagnostic>;

type Range = z.output<typeof range>;

const severities = ['error', 'warning', 'info', 'hint'] as const;
const most = 2_147_483_647;

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
const toRange = ({ start, end }: Range): Problem['range'] => [
  Math.min(start.line, most),
  Math.min(start.character, most),
  Math.min(end.line, most),
  Math.min(end.character, most),
];

/** Reads a server's list of diagnostics; those that are none are passed over. */
export function diagnosticsIn(value: unknown): Diagnostic[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 10_000).flatMap((each) => {
    const { success, data } = diagnostic.safeParse(each);
    return success ? [data] : [];
  });
}

/** Most bytes of one file's problems: they are one entry. */
const mostBytes = 48_000;

/** Makes the problems that everybody is told of, the worst first where there are too many. */
export function problemsOf(
  all: readonly Diagnostic[],
  places: Places,
  sees: Sees,
): { problems: Problem[]; rest: number } {
  const worstFirst =
    all.length > languageLimits.problemsOfFile
      ? all.toSorted((a, b) => (a.severity ?? 1) - (b.severity ?? 1)).slice(0, languageLimits.problemsOfFile)
      : all;
  const problems: Problem[] = [];
  let bytes = 0;
  for (const each of worstFirst) {
    const problem = toProblem(each, places, sees);
    bytes += Buffer.byteLength(JSON.stringify(problem));
    if (bytes > mostBytes) break;
    problems.push(problem);
  }
  return { problems, rest: all.length - problems.length };
}

function toProblem(from: Diagnostic, places: Places, sees: Sees): Problem {
  const { severity, code, source, message, tags, relatedInformation } = from;
  const words = (text: string) => cut(places.inWords(text), languageLimits.messageLength);
  const problem: Problem = {
    range: toRange(from.range),
    severity: severities[(severity ?? 1) - 1]!,
    message: words(message),
  };
  if (code !== undefined && code !== null) problem.code = cut(String(code), 200);
  if (source) problem.tool = cut(source, 100);
  const known = (tags ?? []).flatMap((tag) =>
    tag === 1 ? (['unnecessary'] as const) : tag === 2 ? (['deprecated'] as const) : [],
  );
  if (known.length > 0) problem.tags = [...new Set(known)];
  const related = (relatedInformation ?? []).flatMap(({ location, message }) => {
    const path = places.pathOf(location.uri);
    if (path === null || path === '' || path.length > 4096 || !sees(path)) return [];
    return [{ path, range: toRange(location.range), message: words(message) }];
  });
  if (related.length > 0) problem.related = related.slice(0, languageLimits.related);
  return problem;
}
