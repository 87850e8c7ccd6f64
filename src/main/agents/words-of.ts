import { plainWords } from '../../shared/text/shown.ts';

/** Message of any thrown value, as it may be shown. */
export function wordsOf(thrown: unknown): string {
  return plainWords(String((thrown as Error | undefined)?.message ?? thrown)).slice(0, 500);
}
