import { z } from 'zod';
import type { AgentCall } from '../../shared/capabilities/documents/kinds.ts';
import type { WorkedFile } from '../../shared/capabilities/git/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { plainWords } from '../../shared/text/shown.ts';
import { unifiedDiff } from '../../shared/text/unified-diff.ts';
import type { AgentSession } from './agent-session.ts';
import { callInput, meantCall } from './call-input.ts';
import { folderIn, path, pathIn, tool, words } from './tool.ts';

const mostFiles = 200;
const mostAnswered = 60_000;

const repository = words(4096)
  .optional()
  .describe('Path of the repository as git_status gives it; may be left out where there is one alone');
const shared = z
  .boolean()
  .default(false)
  .describe('Also lines that you and others have changed: they go as they are now, and the others are co-authors');

/** The repository that is meant. Throws in words where that is not clear. */
function repositoryOf({ client }: AgentSession, given: string | undefined): string {
  if (given !== undefined) return folderIn(given);
  const all = client.state.git?.repositories ?? [];
  if (all.length === 1) return all[0]!.path;
  const why =
    all.length === 0
      ? 'There is no repository in this folder, or the host has not told of it (yet).'
      : `Say which repository: ${all.map((each) => `“${each.path}”`).join(', ')}.`;
  throw new EnsembleError('not-found', why);
}

/** Files with work of this agent that is saved and not committed. */
async function ownWork(
  session: AgentSession,
  repository: string,
  meant: AgentCall = {},
  paths?: readonly string[],
): Promise<WorkedFile[]> {
  const { client } = session;
  const person = client.person!;
  const asked = { repository, person, ...meant, ...(paths === undefined ? {} : { paths: paths.map(pathIn) }) };
  const { files } = await client.request('git.work', asked);
  return files.filter((each) => each.lines + each.shared.length > 0);
}

/** Files with work of this agent that is not on the disk, so that it is not committed. */
function unsavedPaths({ client }: AgentSession): string[] {
  const { documents } = client.state;
  return Object.values(documents).flatMap(({ path, deleted, unsaved = [] }) =>
    path !== null && !deleted && unsaved.includes(client.person!) ? [path] : [],
  );
}

const decode = (content: Uint8Array | null) =>
  new TextDecoder().decode(content ?? new Uint8Array()).replaceAll('\r\n', '\n');

/** The agent's work in a file, as a patch of the last commit; in words where it is no text. */
async function patchOfOwn(
  session: AgentSession,
  repository: string,
  meant: AgentCall & { path: string; takesBoth: boolean },
): Promise<string> {
  const { path } = meant;
  const { client } = session;
  const { content } = await client.request('git.workText', { repository, person: client.person!, ...meant });
  if (content === null) return `${plainWords(path)}: made, moved or removed as a whole\n`;
  const before = (await client.request('git.show', { repository, path, version: 'HEAD' })).content;
  const name = plainWords(path);
  const from = before === null ? '/dev/null' : `a/${name}`;
  return `--- ${from}\n+++ b/${name}\n${unifiedDiff(decode(before), decode(content))}`;
}

/** Tools for the agent's own uncommitted work. */
export const gitTools = [
  tool({
    name: 'git_status_mine',
    description:
      'Tells your own work that is saved and not committed: files, the number of lines that are yours alone, the lines that others have changed as well, and who else has uncommitted work there. git_status tells of everybody’s.',
    input: { repository },
    isReading: true,
    run: async (wish, session) => {
      const files = await ownWork(session, repositoryOf(session, wish.repository));
      const unsaved = unsavedPaths(session);
      const told = files.slice(0, mostFiles).map(({ path, lines, shared, others }) => ({
        path,
        lines,
        ...(shared.length > 0 ? { sharedLines: shared.map(({ line }) => line).slice(0, 50) } : {}),
        ...(others.length > 0
          ? {
              others: others.map(({ person, lines }) => ({
                name: person === 'disk' ? 'other programs' : session.nameOf(person),
                lines,
              })),
            }
          : {}),
      }));
      return { facts: { count: files.length, files: told, ...(unsaved.length > 0 ? { notSaved: unsaved } : {}) } };
    },
  }),
  tool({
    name: 'git_diff_mine',
    description:
      'Shows your own work that is saved and not committed, as a patch of the last commit without what others have done: just what git_commit_mine would commit. With turn, or turn and call, only what you edited there.',
    input: { repository, paths: z.array(path).min(1).max(200).optional(), include_shared: shared, ...callInput },
    isReading: true,
    run: async ({ paths, include_shared, ...wish }, session) => {
      const repository = repositoryOf(session, wish.repository);
      const meant = meantCall(wish);
      const files = await ownWork(session, repository, meant, paths);
      let text = '';
      let told = 0;
      for (const { path } of files.slice(0, mostFiles)) {
        if (text.length >= mostAnswered) break;
        text += await patchOfOwn(session, repository, { ...meant, path, takesBoth: include_shared });
        told += 1;
      }
      const isCut = text.length > mostAnswered || told < files.length;
      const cut = isCut ? { cut: 'This is the beginning: name paths for the others.' } : {};
      return { facts: { count: files.length, ...cut }, text: text.slice(0, mostAnswered) };
    },
  }),
  tool({
    name: 'git_commit_mine',
    description:
      'Commits your own work that is saved, and leaves what others have not committed as it is. Its author is the person whose agent you are, and you are named as co-author. With paths, only what is yours in these files; with turn, or turn and call, only what you edited there. Look at git_diff_mine before; people see the commit at once. It does not push.',
    input: {
      message: words(20_000).min(1).describe('A line of what it does, then an empty line and why where that is needed'),
      repository,
      paths: z.array(path).min(1).max(200).optional(),
      include_shared: shared,
      ...callInput,
    },
    tells: ({ message }) => ({ title: `Commit: ${message.split('\n', 1)[0]}` }),
    run: async ({ message, paths, include_shared, ...wish }, session) => {
      const { client } = session;
      const repository = repositoryOf(session, wish.repository);
      const meant = meantCall(wish);
      const files = await ownWork(session, repository, meant, paths);
      const { notice } = await client.request('git.commitWork', {
        repository,
        person: client.person!,
        ...meant,
        message,
        takesBoth: include_shared,
        takesUnsigned: false,
        paths: [],
        ...(paths === undefined ? {} : { only: paths.map(pathIn) }),
      });
      const head = { repository, refs: [], path: null, skip: 0, count: 1 };
      const { commits } = await client.request('git.log', head);
      const left = include_shared ? [] : files.filter((each) => each.shared.length > 0).map((each) => each.path);
      const unsaved = unsavedPaths(session);
      return {
        facts: {
          head: commits[0]?.id ?? null,
          author: commits[0]?.author ?? null,
          files: files.map((each) => each.path).slice(0, mostFiles),
          ...(left.length > 0 ? { sharedLinesLeftIn: left } : {}),
          ...(unsaved.length > 0 ? { notSaved: unsaved } : {}),
          ...(notice === null ? {} : { notice }),
        },
      };
    },
  }),
];
