import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { newId, serverReplica } from '../../src/shared/core/ids.ts';
import { pack } from '../../src/shared/core/message-pack.ts';
import {
  isWorkspaceMethod,
  isWorkspaceStream,
  type WorkspaceMethod,
  type WorkspaceStream,
} from '../../src/shared/session/contract.ts';
import { type KindName, kinds, lookUp } from '../../src/shared/session/table.ts';

/** Facts of the session that is attacked. */
export interface Target {
  replica: string;
  host: string;
  ref: string;
  path: string;
}

/** Makes an entry or a frame as bytes, the `index`th of many. */
export type Worst = (
  target: Target,
  index: number,
) => { entry: unknown[] } | { frame: unknown } | { bytes: Uint8Array };

const deep = (levels: number): unknown => (levels === 0 ? 0 : [deep(levels - 1)]);
/** Nested lists, deeper than our own encoder goes. */
const deepBytes = new Uint8Array(3001).fill(0x91, 0, 3000);
const longPath = Array.from({ length: 60 }, (_, index) => `${index}~`.repeat(20)).join('/');
const evilPattern = '(?:x{0,1000}){0,1000}';
const kilobytes = (count: number) => new Uint8Array(count * 1024);

/** Parameters that cost the host most, method by method. A method for owners is refused, and tried all the same. */
const worstParams: Record<WorkspaceMethod | WorkspaceStream, (target: Target, index: number) => unknown> = {
  'workspace.describe': () => ({}),
  'files.stat': () => ({ path: '~'.repeat(4090) }),
  'files.list': () => ({ path: '' }),
  'files.read': ({ path }) => ({ path, offsetBytes: 0, lengthBytes: 60_000 }),
  'files.write': (_, index) => ({ path: `w${index % 5}.txt`, content: kilobytes(40), create: true, overwrite: true }),
  'files.createFolder': () => ({ path: longPath.slice(0, 4000) }),
  'files.move': (_, index) => ({ from: `w${index % 5}.txt`, to: `m${index % 5}.txt`, overwrite: true }),
  'files.copy': (_, index) => ({ from: 'src', to: `copy${index % 3}`, overwrite: true }),
  'files.remove': (_, index) => ({ path: `copy${index % 3}`, recursive: true }),
  'conventions.of': () => ({ path: '~'.repeat(4090) }),
  'search.text': () => ({ pattern: evilPattern, isRegExp: true }),
  'search.files': () => ({ pattern: 'a'.repeat(1000) }),
  'documents.open': (_, index) => ({ path: `w${index % 5}.txt` }),
  'documents.create': (_, index) => ({ title: `t${index}`, text: 'x'.repeat(50_000) }),
  'documents.prepareSave': ({ ref }) => ({ ref }),
  'documents.endTurn': ({ ref }) => ({ ref, seq: Number.MAX_SAFE_INTEGER, update: Uint8Array.of(0, 0) }),
  'documents.save': ({ ref }) => ({ ref, seq: Number.MAX_SAFE_INTEGER, update: Uint8Array.of(0, 0) }),
  'documents.saves': ({ ref }) => ({ ref }),
  'documents.reopen': ({ ref }) => ({ ref, encoding: 'koi8r' }),
  'documents.withheld': ({ ref }) => ({ ref }),
  'documents.resolve': ({ ref }) => ({ ref, choice: 'mine', hash: '', seq: 0, update: Uint8Array.of(0, 0) }),
  'sharing.describe': () => ({}),
  'sharing.open': () => ({ admitEveryone: true, role: 'editor' }),
  'sharing.close': () => ({ endSession: true }),
  'sharing.invites': () => ({}),
  'reach.list': () => ({}),
  'reach.start': () => ({ way: 'ssh', target: 'a'.repeat(200) }),
  'reach.stop': () => ({}),
  'agents.invite': () => ({ role: 'editor' }),
  'agents.programs': () => ({}),
  'agents.start': () => ({ program: 'x'.repeat(60), role: 'editor' }),
  'agents.end': () => ({ agent: newId(nodeEnvironment) }),
  'sharing.invite': () => ({ role: 'editor', lifetimeMs: null, once: false }),
  'sharing.revoke': () => ({ id: 'ab'.repeat(32) }),
  'hosting.describe': () => ({}),
  'recordings.list': () => ({}),
  'activity.since': () => ({ after: 0 }),
  'activity.page': () => ({ after: 0, filter: { kinds: Array(50).fill('x'.repeat(64)) }, limit: 1_000 }),
  'comments.list': () => ({ known: 0 }),
  'comments.say': ({ ref }) => ({ kind: 'comment.resolved', ref, body: { thread: ref, isResolved: true } }),
  'library.list': () => ({}),
  'library.label': () => ({
    recording: 'x'.repeat(22),
    title: 'x'.repeat(200),
    tags: Array.from({ length: 20 }, () => 'x'.repeat(40)),
  }),
  'library.limit': () => ({ recording: 'x'.repeat(22), days: 1 }),
  'library.delete': () => ({ recording: 'x'.repeat(22), clears: true }),
  'library.share': () => ({ recording: 'x'.repeat(22), lifetimeMs: 60_000 }),
  'library.links': () => ({}),
  'library.revoke': () => ({ hash: 'a'.repeat(64) }),
  'library.keep': () => ({ recording: 'x'.repeat(22) }),
  'library.take': () => ({ name: 'x'.repeat(300) }),
  'library.find': () => ({ text: 'x'.repeat(1000) }),
  'library.export': () => ({ recording: 'x'.repeat(22), as: 'casts', passphrase: null, place: longPath }),
  'replay.tree': () => ({}),
  'replay.views': () => ({}),
  'recordings.standing': () => ({ after: 0, upTo: 1 }),
  'recordings.cut': () => ({ after: 0, upTo: 1 }),
  'recordings.keep': () => ({ title: 'x'.repeat(200), minutes: 60 }),
  'storage.describe': () => ({}),
  'storage.keep': () => ({ historyDays: 1 }),
  'storage.clear': () => ({}),
  'library.browse': () => ({ path: '/' }),
  'library.open': () => ({ path: longPath, passphrase: 'x'.repeat(1000) }),
  'hosting.move': () => ({ server: 'x'.repeat(2000) }),
  'terminals.open': () => ({ id: 1 }),
  'terminals.write': () => ({ id: 1 }),
  'terminals.resize': () => ({ id: 1 }),
  'terminals.rename': () => ({ id: 1 }),
  'terminals.close': () => ({ id: 1 }),
  'terminals.arrange': () => ({ id: 1 }),
  'terminals.log': () => ({ id: 1, input: true }),
  'terminals.share': () => ({ id: 1 }),
  'terminals.describe': () => ({}),
  'terminals.profiles': () => ({}),
  'terminals.show': () => ({ id: 1 }),
  'terminals.list': () => ({}),
  'terminals.type': ({ ref }) => ({ terminal: ref, data: 'x'.repeat(60_000) }),
  'terminals.fit': ({ ref }) => ({ terminal: ref }),
  'terminals.openings': () => ({}),
  'terminals.propose': ({ ref }) => ({ terminal: ref, text: 'x'.repeat(4000) }),
  'terminals.proposed': ({ ref }) => ({ terminal: ref, line: ref }),
  'languages.restart': () => ({ server: 'typescript' }),
  'languages.command': () => ({ server: 'typescript' }),
  'languages.approve': () => ({ server: 'typescript', hash: 'a'.repeat(64) }),
  'languages.library': () => ({ server: 'typescript', uri: `library:/typescript/${'~'.repeat(4000)}` }),
  'languages.connect': () => ({ server: 'typescript' }),
  'languages.log': () => ({ server: 'typescript' }),
  'locks.list': () => ({}),
  'locks.acquire': () => ({}),
  'locks.release': () => ({ id: newId(nodeEnvironment) }),
  'locks.steal': () => ({ id: newId(nodeEnvironment), reason: '' }),
  'git.watch': () => ({}),
  'copies.make': () => ({ person: newId(nodeEnvironment) }),
  'copies.choose': () => ({ copy: 1, takesBoth: true }),
  'copies.watch': () => ({}),
  'replay.find': ({ ref }) => ({ text: 'a'.repeat(1000), ref, matchCase: false }),
  'replay.line': ({ ref }) => ({ ref, line: 1 }),
  'replay.why': ({ ref }) => ({ ref, line: 1, withinMs: 3_600_000 }),
  'replay.text': ({ ref }) => ({ ref, seq: 1 }),
  'replay.changes': () => ({ between: [0, Number.MAX_SAFE_INTEGER] }),
  'replay.fork': () => ({ place: '/', branch: null, message: '' }),
  'replay.moment': () => ({}),
  'replay.step': () => ({ of: 'entry', way: 1, without: { names: [], people: [] } }),
  'git.show': ({ path }) => ({ repository: '', path, version: 'index' }),
  'git.stage': () => ({ repository: '', paths: 'all' }),
  'git.unstage': () => ({ repository: '', paths: 'all' }),
  'git.stageText': ({ path }) => ({ repository: '', path, content: kilobytes(40), expected: null }),
  'git.discard': ({ path }) => ({ repository: '', paths: [path] }),
  'git.resolve': ({ path }) => ({ repository: '', path, take: 'theirs' }),
  'git.commit': () => ({ repository: '', message: 'x'.repeat(40_000), amend: true, signOff: true }),
  'documents.workers': () => ({ sinceMs: 0 }),
  'documents.workOf': () => ({ person: 'p'.repeat(100), sinceMs: 0 }),
  'git.work': () => ({ repository: '', person: 'p'.repeat(100) }),
  'git.workText': ({ path }) => ({ repository: '', person: 'p'.repeat(100), path, takesBoth: true }),
  'git.commitWork': () => ({
    repository: '',
    person: 'disk',
    message: 'x'.repeat(40_000),
    takesBoth: true,
    takesUnsigned: true,
    paths: [],
  }),
  'git.init': () => ({}),
  'git.refs': () => ({ repository: '' }),
  'git.others': () => ({ repository: '' }),
  'git.checkout': () => ({ repository: '', over: 'x'.repeat(64), target: { branch: 'x'.repeat(250) } }),
  'git.branch': (_, index) => ({ repository: '', name: `b${index}` }),
  'git.fetch': () => ({ repository: '' }),
  'git.pull': () => ({ repository: '' }),
  'git.push': () => ({ repository: '' }),
  'git.askToPush': () => ({ repository: '' }),
  'git.askToMove': () => ({ repository: '', over: 'x'.repeat(64), move: { method: 'git.pull', params: {} } }),
  'git.stash': () => ({ repository: '', message: 'x'.repeat(500), untracked: true }),
  'git.unstash': () => ({ repository: '' }),
  'git.merge': () => ({ repository: '', branch: 'main' }),
  'git.rebase': () => ({ repository: '', onto: 'main' }),
  'git.pick': () => ({ repository: '', commit: 'a'.repeat(40) }),
  'git.revert': () => ({ repository: '', commit: 'a'.repeat(40) }),
  'git.undoCommit': () => ({ repository: '' }),
  'git.continue': () => ({ repository: '' }),
  'git.deleteBranch': (_, index) => ({ repository: '', name: `b${index}`, force: true }),
  'git.tag': (_, index) => ({ repository: '', name: `t${index}`, commit: null }),
  'git.renameBranch': (_, index) => ({ repository: '', name: `b${index}`, newName: `c${index}` }),
  'git.deleteTag': (_, index) => ({ repository: '', name: `t${index}` }),
  'git.stashes': () => ({ repository: '' }),
  'git.dropStash': () => ({ repository: '', id: 'a'.repeat(40) }),
  'git.worktrees': () => ({ repository: '' }),
  'git.addWorktree': (_, index) => ({ repository: '', path: `tree${index}`, branch: `b${index}`, isNew: true }),
  'git.removeWorktree': (_, index) => ({ repository: '', path: `tree${index}`, force: true }),
  'git.forgetDecisions': () => ({}),
  'git.questions': () => ({}),
  'git.abort': () => ({ repository: '' }),
  'git.log': () => ({ repository: '', refs: [], path: null, skip: 0, count: 500 }),
  'git.blame': ({ path }) => ({ repository: '', path, content: kilobytes(40) }),
  'git.mergeBase': () => ({ repository: '', refs: ['HEAD'] }),
  'git.changedIn': () => ({ repository: '', commit: 'a'.repeat(40), parent: null }),
  'folders.recent': () => ({}),
  'folders.browse': () => ({ path: '/' }),
  'folders.open': () => ({ path: '/' }),
};

/** Bodies of other kinds that cost their receivers most. A kind without one is sent with a malformed body. */
const worstBodies: Partial<Record<KindName, (target: Target, index: number) => unknown>> = {
  'doc.bound': (_, index) => ({ client: 1_000_000 + index }),
  'doc.updated': () => ({
    update: Uint8Array.of(0, 0),
    restores: Array.from({ length: 900 }, (_, at) => ({
      client: 1,
      clock: at,
      length: 1,
      copyClient: 2,
      copyClock: at,
    })),
  }),
  'cursor.moved': () => ({
    selections: Array.from({ length: 50 }, () => ({ anchor: kilobytes(0.1), head: kilobytes(0.1) })),
    topLine: 1,
  }),
  'presence.focused': (_, index) => ({ line: 1 + index, path: 'p'.repeat(4000) }),
  'presence.changed': (_, index) => ({ activity: index % 2 ? 'idle' : 'active' }),
  'people.gathered': ({ path }) => ({ path, line: 1 }),
  'doc.formatted': (_, index) => ({ encoding: 'utf8', bom: index % 2 === 0, eol: 'lf' }),
  'lock.acquired': (_, index) => ({
    lock: newId(nodeEnvironment),
    path: `p${index}`,
    selection: null,
    lines: null,
    beside: Array.from({ length: 200 }, () => newId(nodeEnvironment)),
    untilMs: null,
  }),
  'stream.sent': (_, index) => ({ id: index + 1, part: kilobytes(40) }),
  'stream.granted': (_, index) => ({ id: index + 1, bytes: 1 }),
  'stream.ended': (_, index) => ({ id: index + 1 }),
  'participant.renamed': (_, index) => ({ name: `Eve ${index}` }),
};

const frames: Record<string, Worst> = {
  'frame: ping': () => ({ frame: { t: 'ping' } }),
  'frame: subscribe to the same': ({ ref }) => ({ frame: { t: 'subscribe', ref, subscription: 1 } }),
  'frame: subscribe to what is not there': () => ({
    frame: { t: 'subscribe', ref: newId(nodeEnvironment), subscription: 1 },
  }),
  'frame: deep nesting': () => ({ bytes: deepBytes }),
  'frame: hello again': ({ replica }) => ({ frame: { t: 'hello', hello: { replica } } }),
  'frame: as large as may be': () => ({ frame: { t: 'entries', entries: [kilobytes(120)] } }),
};

let lastN = 0;

/** Resets the numbers of entries: a new replica begins anew. */
export function beginNumbers(): void {
  lastN = 0;
}

/** Kinds that are said to the server itself. */
const toServer: ReadonlySet<string> = new Set(['call.relaysAsked', 'call.forwardSaid']);

function entryOf(name: KindName): Worst {
  const kind = lookUp(name)!;
  return ({ replica, host, ref, path }, index) => {
    const target = { replica, host, ref, path };
    const isCall = isWorkspaceMethod(name) || isWorkspaceStream(name);
    const body = isCall
      ? { id: index + 1, params: worstParams[name](target, index), creditBytes: 1 }
      : (worstBodies[name]?.(target, index) ?? deep(10));
    const n = kind.keep === 'history' ? ++lastN : 0;
    const to = kind.audience === 'to' ? (toServer.has(name) ? serverReplica : host) : null;
    return { entry: [0, 0, replica, n, 0, name, kind.v, to ? null : ref, to, pack(body), null] };
  };
}

/**
 * Every kind and method of the table at its worst, and malformed entries. A new method without parameters here does not
 * compile.
 */
export const worstFrames: Record<string, Worst> = {
  ...Object.fromEntries((Object.keys(kinds) as KindName[]).map((name) => [name, entryOf(name)])),
  ...frames,
};
