import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Decisions } from './decisions.ts';
import type { Repository } from './repository.ts';

/** Largest hook of which the host's person is asked: more could not be looked at. */
const mostHookBytes = 1024 * 1024;
const mostHooks = 50;

/** Time for which an act waits for the host's word. */
const answeringMs = 2 * 60_000;

/** A person who acts, as the question names them. */
export interface Actor {
  name: string;
  isOwner: boolean;
}

export interface HookRun {
  /** Settings and flags for the run: either the hooks, or none. */
  settings: readonly (readonly [string, string])[];
  flags: readonly string[];
  /** Words about hooks that were not run; null where there are none. */
  notice: string | null;
}

interface Hook {
  name: string;
  content: Buffer;
}

/** Reads the hooks of a repository's own folder, which guests cannot write; examples are none. */
async function hooksOf({ commonDir }: Repository): Promise<Hook[] | null> {
  const folder = join(commonDir, 'hooks');
  const names = (await readdir(folder).catch((): string[] => [])).filter((name) => !name.endsWith('.sample')).sort();
  if (names.length > mostHooks) return null;
  const hooks: Hook[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => null);
    if (!stats?.isFile()) continue;
    if (stats.size > mostHookBytes) return null;
    // Git itself runs only what may be run.
    if (process.platform !== 'win32' && (stats.mode & 0o111) === 0) continue;
    hooks.push({ name, content: await readFile(path) });
  }
  return hooks;
}

/** Fingerprint of all hooks together: they can call each other. */
function contentOf(repository: Repository, hooks: readonly Hook[]): string {
  const hash = createHash('sha256').update(repository.commonDir);
  for (const { name, content } of hooks) hash.update(`\0${name}\0${content.length}\0`).update(content);
  return hash.digest('hex');
}

/** Hooks whose texts the question shows, and the length of each. */
const mostShown = 4;
const mostShownLength = 1200;

function shown({ name, content }: Hook): string {
  const text = content.toString();
  if (text.length <= mostShownLength) return `${name}:\n${text}`;
  return `${name}:\n${text.slice(0, mostShownLength)}\n… and more: look at .git/hooks/${name} before you agree.`;
}

const asked = (names: readonly string[]) => names.join(', ');

/**
 * Decides on the hooks of an act: they run only where the host's person has agreed to exactly these, for acts of guests
 * apart; where `asks` is false, only what they have decided counts. A repository whose configuration names another folder for them runs none: guests may write there.
 */
export async function hooksFor(
  repository: Repository,
  decisions: Decisions,
  names: readonly string[],
  { name, isOwner }: Actor,
  { verb, asks }: { verb: string; asks: boolean },
): Promise<HookRun> {
  const none = (notice: string | null): HookRun => ({ settings: [], flags: ['--no-verify'], notice });
  const elsewhere = ['config', '--show-scope', '--get-all', 'core.hooksPath'];
  const { stdout } = await repository.look(elsewhere, { allowed: [0, 1] });
  if (/^(local|worktree)\t/m.test(stdout.toString()))
    return none(
      `Hooks of the repository were not run: its configuration has them in a folder that others may write. Where they matter, ${verb} in a terminal of the host.`,
    );
  const hooks = await hooksOf(repository);
  const there = hooks === null ? [] : hooks.map((hook) => hook.name).filter((hook) => names.includes(hook));
  if (hooks === null) return none('Hooks of the repository were not run: there are too many, or they are too large.');
  if (there.length === 0) return none(null);
  const subject = { is: 'hooks', forGuests: !isOwner, content: contentOf(repository, hooks) } as const;
  const question = {
    title: isOwner
      ? `Run the hooks of this repository when you ${verb}?`
      : `${name} wants to ${verb}. Run the hooks of this repository for guests?`,
    detail: [
      `They are programs of the repository, and run on this machine as you: ${asked(hooks.map((hook) => hook.name))}.`,
      ...hooks.slice(0, mostShown).map(shown),
      'They may run what the files of the folder say, which guests can change. You are asked again when a hook changes.',
    ],
    choices: ['Run', 'Do Not Run'],
    isOfOther: !isOwner,
  };
  const isAllowed = asks
    ? await decisions.isAllowed(subject, question, AbortSignal.timeout(answeringMs))
    : decisions.known(subject) === true;
  if (!isAllowed)
    return none(`Hooks of the repository were not run, since the host has not agreed to them: ${asked(there)}.`);
  return { settings: [['core.hooksPath', join(repository.commonDir, 'hooks')]], flags: [], notice: null };
}
