import { noReplyAddress } from '../../../shared/capabilities/git/co-author.ts';
import type { Commit } from '../../../shared/capabilities/git/methods.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { App } from '../../session/app.ts';
import { listNames } from '../../ui/words.ts';
import type { Acting } from './acting.ts';

const coAuthor = /^Co-authored-by: (.+?) <([^>]*)>$/gim;

/** Lists the authors of a commit other than this person. */
function othersOf({ session, isHostWindow }: App, { author, email, message }: Commit): string[] {
  const name = shownName(session.state, session.person ?? '');
  const isGuests = (address: string) => address === noReplyAddress(name ?? '');
  // Commits of the host's person bear the name that Git knows there, whose address no guest has.
  const isMine = isHostWindow ? !email.endsWith('@users.noreply.ensemble.invalid') : isGuests(email);
  const others = [...message.matchAll(coAuthor)].filter(([, , address]) => !isGuests(address!)).map(([, who]) => who!);
  return [...new Set([...(isMine ? [] : [author]), ...others])];
}

/** Asks before the last commit becomes another, or none: always where `more` is said, else where it is others' too. */
export async function mayChangeLast(
  { app }: Acting,
  repository: string,
  verb: string,
  more: readonly string[] = [],
): Promise<boolean> {
  const asked = { repository, refs: [], path: null, skip: 0, count: 1 };
  const [last] = (await app.workspace.request('git.log', asked).catch(() => ({ commits: [] }))).commits;
  const others = last === undefined ? [] : othersOf(app, last);
  if (last === undefined || (others.length === 0 && more.length === 0)) return true;
  const words = others.length === 0 ? `“${last.subject}”` : `“${last.subject}” is by ${listNames(others)}.`;
  const question = `${verb === 'Amend' ? 'Amend' : 'Undo'} the last commit?`;
  const detail = [words, ...more];
  return (await app.workbench.dialogs.ask('warning', question, { detail, buttons: [verb] })) === verb;
}
