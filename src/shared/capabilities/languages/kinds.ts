import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { kind, type Mark } from '../../core/kind.ts';
import { limits } from '../../core/version.ts';
import { languageServer, problem, problemsKey } from './language-state.ts';
import { languageLimits } from './limits.ts';

const term = z.number().int().min(1);
const host = {
  hostOnly: true,
  ofDocument: false,
  keep: 'latest',
  priority: 'bulk',
  voidedBy: 'host.claimed',
} as const;

const problems = z.object({
  term,
  path: z.string().min(1).max(4096),
  source: z.string().min(1).max(100),
  problems: z.array(problem).max(languageLimits.problemsOfFile),
  rest: z.number().int().min(0),
});

type Problems = z.output<typeof problems>;

const hasErrors = (of: Problems | null) => of?.problems.some(({ severity }) => severity === 'error') ?? false;

/** Errors of a file that appear, and that go. */
const errors: Mark = {
  name: 'Errors',
  icon: 'error',
  words: (now: Problems, before: Problems | null) => {
    if (hasErrors(now) === hasErrors(before)) return null;
    return hasErrors(now) ? `errors in ${now.path}` : `no errors in ${now.path} any more`;
  },
  person: () => null,
};

export const languageKinds = {
  'languages.servers': kind(
    'host',
    'The language servers of the host and their states, all of them each time.',
    z.object({
      term,
      servers: z.array(languageServer).max(languageLimits.servers),
      unlisted: z.number().int().min(0),
    }),
    { ...host, maxBytes: limits.inlineBodyBytes, perSecond: 10 },
  ),
  'languages.problems': kind(
    'host',
    'All problems that one source finds in a file, in place of those before; files hidden from guests are not named.',
    problems,
    {
      ...host,
      maxBytes: limits.inlineBodyBytes,
      perSecond: 300,
      key: (body) => problemsKey(body as z.output<typeof problems>),
      mark: errors,
    },
  ),
};

export type LanguageBody<Name extends keyof typeof languageKinds> = BodyOf<typeof languageKinds, Name>;
