import type { TreeAct } from '../locks/tree-lease.ts';

/** Files that a typed command reaches: all, or those that differ and fit what it names. */
export type TypedReach = { is: 'tree' } | { is: 'changed' | 'untracked'; names: readonly string[] } | { is: 'staged' };

/** A command of Git that moves files which others may work on. */
export interface TypedMove {
  act: TreeAct;
  /** Concern for others, as in acts of the session. */
  concern: 'work' | 'locks' | 'none';
  reach: TypedReach;
  /** Whether others' work becomes a stash before: not where the command is about stashes itself, or leaves it be. */
  keeps: boolean;
}

/** Answers of the repository, without which some command lines say two things. */
export interface TypedLook {
  isCommit: (name: string) => boolean;
  isFile: (name: string) => boolean;
  /** Text of an alias; null where there is none. */
  alias: (name: string) => string | null;
}

/** Most files that are named to the host, and characters of all their paths: a command that reaches more is about all. */
export const mostTyped = { files: 5000, chars: 200_000 } as const;

/** Words of a command, apart. */
interface Given {
  flags: readonly string[];
  names: readonly string[];
  /** Those after `--`; null without it. */
  after: readonly string[] | null;
}

/** Takes the words of a command apart; `valued` fits options whose value is the next word. */
function given(words: readonly string[], valued = /(?!)/): Given {
  const flags: string[] = [];
  const names: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') return { flags, names, after: words.slice(at + 1) };
    if (word === '-' || !word.startsWith('-')) names.push(word);
    else {
      flags.push(word);
      if (valued.test(word)) at++;
    }
  }
  return { flags, names, after: null };
}

/** Says whether an option is there, also as the beginning of its name, or among short ones in one word. */
function has({ flags }: Given, long: string, short = ''): boolean {
  return flags.some((flag) => {
    if (flag.startsWith('--')) return flag.length > 3 && long.startsWith(flag.split('=')[0]!);
    return short !== '' && flag.includes(short);
  });
}

const tree = (act: TreeAct, concern: TypedMove['concern'] = 'work', keeps = true): TypedMove => ({
  act,
  concern,
  reach: { is: 'tree' },
  keeps,
});

const files = (names: readonly string[], is: 'changed' | 'untracked' = 'changed'): TypedMove => ({
  ...tree('reset'),
  reach: { is, names },
});

const namesOf = ({ names, after }: Given) => [...names, ...(after ?? [])];
const fromFile = (words: Given) => has(words, '--pathspec-from-file');

type Judge = (words: readonly string[], look: TypedLook) => TypedMove | null;

const checkout: Judge = (words, { isCommit, isFile }) => {
  const all = given(words, /^-[A-Za-z]*[bB]$|^--(orphan|conflict|pathspec-from-file)$/);
  const { flags, names, after } = all;
  if (after !== null && after.length > 0) return files(after);
  if (fromFile(all)) return tree('reset');
  const [first, ...more] = names;
  if (first === undefined) return has(all, '--patch', 'p') || has(all, '--force', 'f') ? tree('reset') : null;
  if (flags.some((flag) => /^(-[A-Za-z]*[bB]|--orphan)/.test(flag))) return tree('switch');
  if (isCommit(first)) return more.length > 0 ? files(more) : tree('switch');
  return after === null && isFile(first) ? files(names) : tree('switch');
};

const switchTo: Judge = (words) => {
  const all = given(words, /^-[A-Za-z]*[cC]$|^--(create|force-create|orphan|conflict)$/);
  // A new branch from here moves nothing, unless it is to throw changes away.
  const discards = has(all, '--force', 'f') || has(all, '--discard-changes');
  return all.names.length > 0 || discards ? tree('switch') : null;
};

const restore: Judge = (words) => {
  const all = given(words, /^-[A-Za-z]*s$|^--(source|conflict|pathspec-from-file)$/);
  if (has(all, '--staged', 'S') && !has(all, '--worktree', 'W')) return null;
  const names = namesOf(all);
  return fromFile(all) || names.length === 0 ? tree('reset') : files(names);
};

const reset: Judge = (words, { isCommit }) => {
  const all = given(words, /^--pathspec-from-file$/);
  if (['--hard', '--merge', '--keep'].some((how) => has(all, how))) return tree('reset');
  // Without a commit, or with files, it takes back what is staged.
  const [first, ...more] = all.names;
  const isMove = first !== undefined && more.length === 0 && !all.after?.length && isCommit(first);
  return isMove && !/^(HEAD|@)$/.test(first) ? tree('undo', 'none') : null;
};

const stash: Judge = (words) => {
  const [act = 'push'] = words;
  if (['list', 'show', 'drop', 'clear', 'create', 'store'].includes(act)) return null;
  if (['pop', 'apply', 'branch'].includes(act)) return tree('unstash', 'work', false);
  const all = given(act === 'push' ? words.slice(1) : words, /^-[A-Za-z]*m$|^--(message|pathspec-from-file)$/);
  const names = act === 'save' || fromFile(all) ? [] : namesOf(all);
  const found = tree('stash', 'work', false);
  return names.length === 0 ? found : { ...found, reach: { is: 'changed', names } };
};

/** Commands that stop at conflicts, and are gone on with. */
const stopping =
  (act: TreeAct): Judge =>
  (words) => {
    const all = given(words);
    if (['--quit', '--edit-todo', '--show-current-patch'].some((how) => has(all, how))) return null;
    if (has(all, '--continue')) return tree('continue', 'locks', false);
    return has(all, '--abort') || has(all, '--skip') ? tree('abort') : tree(act);
  };

const clean: Judge = (words) => {
  const all = given(words, /^-[A-Za-z]*e$|^--exclude$/);
  return has(all, '--dry-run', 'n') ? null : files(namesOf(all), 'untracked');
};

const remove: Judge = (words) => {
  const all = given(words, /^--pathspec-from-file$/);
  if (!has(all, '--force', 'f') || has(all, '--cached') || has(all, '--dry-run', 'n')) return null;
  return fromFile(all) ? tree('reset') : files(namesOf(all));
};

const valuedInCommit =
  /^-[A-Za-z]*[mFCct]$|^--(message|file|reuse-message|reedit-message|fixup|squash|author|date|template|cleanup|trailer|pathspec-from-file)$/;

const commit: Judge = (words) => {
  const all = given(words, valuedInCommit);
  if (!all.flags.some((flag) => /^--am(e(nd?)?)?$/.test(flag))) return null;
  const names = namesOf(all);
  const takesAll = has(all, '--all', 'a') || fromFile(all);
  const amend = tree('amend', 'none', false);
  if (!takesAll && names.length === 0) return { ...amend, reach: { is: 'staged' } };
  return { ...amend, reach: { is: 'changed', names: takesAll ? [':/'] : names } };
};

/** Commands with a word that says what they do; those that are not named move nothing. */
const acts =
  (act: TreeAct, names: readonly string[]): Judge =>
  (words) =>
    names.includes(given(words).names[0] ?? '') ? tree(act) : null;

/** Commands that move files in some of their forms, each with what it moves. */
export const typedMoves: Readonly<Record<string, Judge>> = {
  checkout,
  switch: switchTo,
  restore,
  reset,
  stash,
  clean,
  rm: remove,
  commit,
  merge: stopping('merge'),
  rebase: stopping('rebase'),
  pull: () => tree('pull'),
  'cherry-pick': stopping('pick'),
  revert: stopping('revert'),
  am: stopping('pick'),
  bisect: acts('switch', ['start', 'bad', 'good', 'new', 'old', 'skip', 'next', 'reset', 'replay', 'run']),
  subtree: acts('merge', ['add', 'merge', 'pull']),
  'read-tree': (words) => (/(^| )(-u|--reset)( |$)/.test(words.join(' ')) ? tree('reset') : null),
  'checkout-index': (words) => (has(given(words), '--force', 'f') ? tree('reset') : null),
  'filter-branch': () => tree('rebase'),
  'filter-repo': () => tree('rebase'),
};
