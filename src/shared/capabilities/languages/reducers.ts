import { sizeOf, withKey, withoutKey } from '../../core/record.ts';
import type { HostingState } from '../hosting/hosting-state.ts';
import type { LanguageBody } from './kinds.ts';
import { charactersOf, type LanguageServer, type LanguagesState, noLanguages, problemsKey } from './language-state.ts';
import { languageLimits } from './limits.ts';

type State = LanguagesState & HostingState;

/** States of a server in which what it has found still holds. */
const runs: ReadonlySet<LanguageServer['state']> = new Set(['starting', 'ready', 'restarting']);

/** Sets what is known of the servers; the problems that an ended one has found go with it. */
export function serversTold(state: LanguagesState, body: LanguageBody<'languages.servers'>): LanguagesState {
  const { servers, unlisted } = body;
  const running = new Set(servers.flatMap((each) => (runs.has(each.state) ? each.id : [])));
  let { problems, characters } = state.languages;
  for (const [key, set] of Object.entries(problems)) {
    if (running.has(set.source)) continue;
    problems = withoutKey(problems, key);
    characters -= charactersOf(set);
  }
  return { ...state, languages: { servers, problems, characters, unlisted } };
}

/** Sets the problems of a file by a source; none, or more than the state has room for, takes those before out. */
export function problemsTold(state: LanguagesState, body: LanguageBody<'languages.problems'>): LanguagesState {
  const { term: _, ...set } = body;
  const key = problemsKey(set);
  const { problems, characters } = state.languages;
  const old = Object.hasOwn(problems, key) ? problems[key] : undefined;
  const rest = characters - (old ? charactersOf(old) : 0);
  const isSet = set.problems.length > 0 || set.rest > 0;
  const all = rest + charactersOf(set);
  const fits = all <= languageLimits.characters && (old !== undefined || sizeOf(problems) < languageLimits.sets);
  if (isSet && fits)
    return { ...state, languages: { ...state.languages, problems: withKey(problems, key, set), characters: all } };
  if (!old) return state;
  return { ...state, languages: { ...state.languages, problems: withoutKey(problems, key), characters: rest } };
}

/** Forgets everything when a host begins, or another machine hosts: its servers begin anew. */
export function hostClaimed(state: State, by: string): LanguagesState {
  return state.host?.replica === by ? { ...state, ...noLanguages } : state;
}
