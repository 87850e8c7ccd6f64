import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import { type Method, method, type Touched } from '../../core/method.ts';
import { stream } from '../../core/stream.ts';
import { agentCall } from '../documents/kinds.ts';
import { folderStatus, objectName } from './git-state.ts';
import { askedMove, moveParams, over, refName } from './moves.ts';
import { questionAnswer, questionPart, transferProgress } from './questions.ts';

const path = z.string().max(4096);
const nothing = z.object({});
const repository = path;
/** Paths in the folder, or all the caller's paths that differ. */
const some = z.union([z.array(path).min(1).max(5000), z.literal('all')]);
/** Words of people, such as a commit's message. */
const message = z.string().max(100_000);

/**
 * A version of a file: in the last commit, in the index, in any commit, or one of the three of a file in conflict.
 */
const version = z.union([z.enum(['HEAD', 'index', 'base', 'ours', 'theirs']), objectName]);

const nameOf =
  (use: Touched['use']) =>
  ({ paths }: { paths: string[] | 'all' }): Touched[] =>
    paths === 'all' ? [] : paths.map((each) => ({ path: each, use }));
const done = z.object({
  /** Words for the caller about parts that were left out, or have to be done now. */
  notice: z.string().nullable(),
});

const commit = z.object({
  id: objectName,
  parents: z.array(objectName),
  author: z.string(),
  email: z.string(),
  atMs: z.number(),
  subject: z.string(),
  message: z.string(),
});

export type Commit = z.output<typeof commit>;

const blamedLines = z.object({
  /** First of the lines, from 1, and their count. */
  line: z.number().int().min(1),
  count: z.number().int().min(1),
  /** Null for lines that are not committed. */
  commit: objectName.nullable(),
  author: z.string(),
  atMs: z.number(),
  subject: z.string(),
});

export type BlamedLines = z.output<typeof blamedLines>;

const gitRef = z.object({
  kind: z.enum(['branch', 'remote', 'tag']),
  name: z.string(),
  commit: objectName,
  isCurrent: z.boolean(),
  upstream: z.string().nullable(),
});

export type GitRef = z.output<typeof gitRef>;

const person = z.string().min(1).max(100);
/** Lines that a person and others have changed: both or neither is taken. Changes on the disk are the person `disk`'s. */
const sharedLine = z.object({ line: z.number().int().min(1), people: z.array(person).max(200) });

/** A file with uncommitted work of a person. */
const workedFile = z.object({
  path,
  /** Number of changed lines that are theirs alone. */
  lines: z.number().int().min(0),
  shared: z.array(sharedLine).max(1000),
  /** Others with changed lines in it, and their number. */
  others: z.array(z.object({ person, lines: z.number().int().min(0) })).max(200),
});

export type WorkedFile = z.output<typeof workedFile>;

const stash = z.object({ id: objectName, words: z.string(), atMs: z.number() });

export type Stash = z.output<typeof stash>;

const worktree = z.object({
  /** Path in the folder; null outside of it. */
  path: path.nullable(),
  /** Place on the host's disk, for the owner alone. */
  place: z.string().nullable(),
  branch: z.string().nullable(),
  head: z.string().nullable(),
  isMain: z.boolean(),
});

export type Worktree = z.output<typeof worktree>;

/** An act that moves the whole working tree. */
function moving<P extends z.ZodRawShape>(right: Method['right'], params: P) {
  return method(right, z.object({ repository, ...params }), done, { touches: 'nothing' });
}

/** Work of others in one file. */
const othersFile = z.object({ path, people: z.array(person).max(200), isSaved: z.boolean() });

export type OthersFile = z.output<typeof othersFile>;

/** A lock of somebody else; its place is null where the caller does not see it. */
const othersLock = z.object({ person, place: z.string().max(4096).nullable(), untilMs: z.number().nullable() });

export type OthersLock = z.output<typeof othersLock>;

const othersWork = z.object({
  files: z.array(othersFile).max(5000),
  locks: z.array(othersLock).max(1000),
  /** Names these files and people: another where any of them is another. */
  mark: z.string().max(64),
});

export type OthersWork = z.output<typeof othersWork>;

/** Requests about the repositories of the folder. Paths are those of the folder. */
export const gitMethods = {
  /** Gives a file as it is in a commit or in the index, and the name of that content; null where it is not in there. */
  'git.show': method(
    'read',
    z.object({ repository, path, version }),
    z.object({ content: bytes.nullable(), id: objectName.nullable() }),
    { touches: ({ path }) => [{ path, use: 'named' }] },
  ),
  'git.stage': method('git', z.object({ repository, paths: some }), done, { touches: nameOf('named') }),
  'git.unstage': method('git', z.object({ repository, paths: some }), done, { touches: nameOf('named') }),
  /** Puts a text into the index in place of the content that is named, or of none: single hunks and lines. */
  'git.stageText': method(
    'git',
    z.object({ repository, path, content: bytes, expected: objectName.nullable() }),
    done,
    { touches: ({ path }) => [{ path, use: 'edited' }] },
  ),
  /** Ends the conflict of a file by the version of one side, or by deleting it, and stages that. */
  'git.resolve': method('git', z.object({ repository, path, take: z.enum(['ours', 'theirs', 'deleted']) }), done, {
    touches: ({ path }) => [{ path, use: 'changed' }],
  }),
  /** Brings files back as the index has them, and removes untracked ones. With `keep` they become a stash before. */
  'git.discard': method('git', z.object({ repository, paths: some, keep: z.boolean().optional() }), done, {
    touches: nameOf('changed'),
  }),
  'git.commit': method('git', z.object({ repository, message, amend: z.boolean(), signOff: z.boolean() }), done, {
    touches: 'nothing',
  }),
  /**
   * Tells the work of a person that is saved and not committed, or one turn or call of an agent's, and the files of which
   * nobody knows who changed them; of some paths where these are named. `calls` are those of the agent's work there.
   */
  'git.work': method(
    'git',
    agentCall.extend({ repository, person, paths: z.array(path).max(5000).optional() }),
    z.object({
      files: z.array(workedFile).max(5000),
      unsigned: z.array(path).max(5000),
      calls: z.array(agentCall).max(500).optional(),
    }),
    { touches: ({ paths = [] }) => paths.map((each) => ({ path: each, use: 'named' as const })) },
  ),
  /** Gives a file as it would be with the work of a person alone, or one turn or call of it; null where there is none, or where it is no text. */
  'git.workText': method(
    'git',
    agentCall.extend({ repository, person, path, takesBoth: z.boolean(), takesUnsigned: z.boolean().optional() }),
    z.object({ content: bytes.nullable() }),
    { touches: ({ path }) => [{ path, use: 'named' }] },
  ),
  /**
   * Commits the work of one person alone, or one turn or call of an agent's: whole lines, with those that they and others have changed or without these,
   * what changed on the disk in the same files if that is wished, and files of which nobody knows who changed them. With
   * `only`, just what is theirs in these files.
   */
  'git.commitWork': method(
    'git',
    agentCall.extend({
      repository,
      person,
      message,
      takesBoth: z.boolean(),
      takesUnsigned: z.boolean(),
      paths: z.array(path).max(5000),
      only: z.array(path).min(1).max(5000).optional(),
    }),
    done,
    { touches: ({ paths, only = [] }) => [...paths, ...only].map((each) => ({ path: each, use: 'named' as const })) },
  ),
  /** Tells what of others is in the way of an act on the whole working tree: uncommitted work, and locks. */
  'git.others': method('git', z.object({ repository }), othersWork, { touches: 'nothing' }),
  /** Makes the folder a repository, on which its owner decides: guests see nothing of Git's folder. */
  'git.init': method('host', nothing, done, { touches: 'nothing' }),
  'git.refs': method(
    'read',
    z.object({ repository }),
    z.object({ refs: z.array(gitRef), remotes: z.array(z.string()) }),
    {
      touches: 'nothing',
    },
  ),
  /** Switches to a branch, or to a commit with a detached head. */
  'git.checkout': moving('git', { over, ...moveParams['git.checkout'] }),
  /** Makes a branch at the head, and switches to it. */
  'git.branch': method('git', z.object({ repository, name: refName }), done, { touches: 'nothing' }),
  'git.renameBranch': method('git', z.object({ repository, name: refName, newName: refName }), done, {
    touches: 'nothing',
  }),
  'git.stash': moving('git', { over, ...moveParams['git.stash'] }),
  'git.stashes': method('read', z.object({ repository }), z.object({ stashes: z.array(stash) }), {
    touches: 'nothing',
  }),
  /** Brings back a stash, the last where none is named, and keeps it where that is wished. */
  'git.unstash': moving('git', { over, ...moveParams['git.unstash'] }),
  'git.dropStash': method('git', z.object({ repository, id: objectName }), done, { touches: 'nothing' }),
  /** Brings another branch, or commits, into the branch that is checked out; conflicts are left for people. */
  'git.merge': moving('git', { over, ...moveParams['git.merge'] }),
  'git.rebase': moving('git', { over, ...moveParams['git.rebase'] }),
  'git.pick': moving('git', { over, ...moveParams['git.pick'] }),
  'git.revert': moving('git', { over, ...moveParams['git.revert'] }),
  /** Takes back the last commit, and leaves what it changed staged. */
  'git.undoCommit': moving('git', {}),
  'git.continue': moving('git', {}),
  /** Takes back what is under way. With `keep` the files that it changes become a stash before. */
  'git.abort': moving('git', { keep: z.boolean().optional() }),
  'git.deleteBranch': method('git', z.object({ repository, name: refName, force: z.boolean() }), done, {
    touches: 'nothing',
  }),
  'git.tag': method('git', z.object({ repository, name: refName, commit: objectName.nullable() }), done, {
    touches: 'nothing',
  }),
  'git.deleteTag': method('git', z.object({ repository, name: refName }), done, { touches: 'nothing' }),
  'git.worktrees': method('read', z.object({ repository }), z.object({ worktrees: z.array(worktree) }), {
    touches: 'nothing',
  }),
  /** Makes a further working tree inside the folder. */
  'git.addWorktree': method(
    'git',
    z.object({ repository, path: path.min(1), branch: refName, isNew: z.boolean() }),
    done,
    { touches: ({ path }) => [{ path, use: 'changed' }] },
  ),
  'git.removeWorktree': method('git', z.object({ repository, path: path.min(1), force: z.boolean() }), done, {
    touches: ({ path }) => [{ path, use: 'changed' }],
  }),
  /** Forgets what the host's person has decided about hooks and places: all of it is asked again. */
  'git.forgetDecisions': method('host', nothing, nothing, { touches: 'nothing' }),
  'git.log': method(
    'read',
    z.object({
      repository,
      refs: z.array(refName).max(100),
      /** Path of one file; null for all. */
      path: path.nullable(),
      skip: z.number().int().min(0).max(10_000_000),
      count: z.number().int().min(1).max(500),
    }),
    z.object({ commits: z.array(commit) }),
    { touches: ({ path }) => (path === null ? [] : [{ path, use: 'named' }]) },
  ),
  /** Gives the commit that each line of a text comes from; the text is the caller's, saved or not. */
  'git.blame': method(
    'read',
    z.object({ repository, path, content: bytes }),
    z.object({ lines: z.array(blamedLines) }),
    { touches: ({ path }) => [{ path, use: 'read' }] },
  ),
  'git.mergeBase': method(
    'read',
    z.object({ repository, refs: z.array(refName).min(1).max(20) }),
    z.object({ commit: objectName.nullable() }),
    { touches: 'nothing' },
  ),
  /** Gives the files that a commit changed against its first parent, as far as the caller sees them. */
  'git.changedIn': method(
    'read',
    z.object({ repository, commit: objectName, parent: objectName.nullable() }),
    z.object({ files: z.array(z.object({ path, was: path.nullable(), is: z.string().max(1) })) }),
    { touches: 'nothing' },
  ),
};

/** An act that asks a remote: its progress, and an end by cancelling. */
const transfer = {
  right: 'git.push',
  params: z.object({ repository }),
  down: transferProgress,
  result: done,
  touches: 'nothing',
} as const;

export const gitStreams = {
  'git.fetch': stream(transfer),
  'git.pull': stream({ ...transfer, params: z.object({ repository, over }) }),
  /** Sends the branch to its upstream, or to the one remote, which becomes its upstream. */
  'git.push': stream(transfer),
  /**
   * Asks those who may push to allow exactly this push: the commits of now, to the branch that they would go to. Its host
   * makes it once it is allowed; a branch that has moved meanwhile is not pushed.
   */
  'git.askToPush': stream({
    right: 'git',
    params: z.object({ repository }),
    down: transferProgress,
    result: done,
    touches: 'nothing',
  }),
  /**
   * Asks those whose work an act would go over. Once all of them agree, or have taken it away, the host does the act, over
   * just the work of the mark; nobody who has gone is waited for.
   */
  'git.askToMove': stream({
    right: 'git',
    params: z.object({ repository, over: over.unwrap(), move: askedMove }),
    down: transferProgress,
    result: done,
    touches: 'nothing',
  }),
  /** Asks the host's own windows what only the host's person may answer: passwords, and what a repository may run. */
  'git.questions': stream({
    right: 'host',
    params: nothing,
    down: questionPart,
    up: questionAnswer,
    result: nothing,
    touches: 'nothing',
  }),
  /** Tells the status for the host's own windows, hidden files included, now and with each change. */
  'git.watch': stream({ right: 'host', params: nothing, down: folderStatus, result: nothing, touches: 'nothing' }),
};
