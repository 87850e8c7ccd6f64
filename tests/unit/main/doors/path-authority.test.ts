import { lstatSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wireSchema } from '../../../../scripts/protocol/wire-schema.ts';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile } from '../../../../src/client/shared-file.ts';
import {
  isWorkspaceStream,
  type Params,
  type StreamParams,
  type WorkspaceMethod,
  type WorkspaceStream,
  workspaceMethods,
  workspaceStreams,
} from '../../../../src/shared/session/contract.ts';
import { searchText } from '../../../lib/search-text.ts';
import { guestOf, SharedFolder } from '../host/host-fixture.ts';

const secret = 'hunter2-hunter2';
const content = new TextEncoder().encode('EVIL');
const noUpdate = new Uint8Array([0, 0]);

type Asked = WorkspaceMethod | WorkspaceStream;
type ParamsOf<A extends Asked> = A extends WorkspaceMethod
  ? Params<A>
  : A extends WorkspaceStream
    ? StreamParams<A>
    : never;

interface Try<M extends Asked> {
  as: string;
  with: (path: string, ref: string) => ParamsOf<M>;
  /** Whether it only looks: then what is read-only can be looked at. */
  looks?: true;
}

/** Parameters that a guest may send, with each path that a method has; a method without paths has none. */
const tries: { [M in Asked]: Try<M>[] } = {
  'workspace.describe': [],
  'files.stat': [{ as: 'path', with: (path) => ({ path }), looks: true }],
  'conventions.of': [{ as: 'path', with: (path) => ({ path }), looks: true }],
  'files.list': [{ as: 'path', with: (path) => ({ path }), looks: true }],
  'files.read': [{ as: 'path', with: (path) => ({ path }), looks: true }],
  'files.write': [
    { as: 'path', with: (path) => ({ path, content, create: true, overwrite: true }) },
    { as: 'a file below', with: (path) => ({ path: `${path}/x`, content, create: true, overwrite: true }) },
  ],
  'files.createFolder': [
    { as: 'path', with: (path) => ({ path }) },
    { as: 'a folder below', with: (path) => ({ path: `${path}/x` }) },
  ],
  'files.move': [
    { as: 'from', with: (path) => ({ from: path, to: 'mine.txt', overwrite: true }) },
    { as: 'to', with: (path) => ({ from: 'a.txt', to: path, overwrite: true }) },
    { as: 'from, over what is open', with: (path) => ({ from: path, to: 'open.txt', overwrite: true }) },
  ],
  'files.copy': [
    { as: 'from', with: (path) => ({ from: path, to: 'mine.txt', overwrite: true }), looks: true },
    { as: 'to', with: (path) => ({ from: 'a.txt', to: path, overwrite: true }) },
    { as: 'from, over what is open', with: (path) => ({ from: path, to: 'open.txt', overwrite: true }), looks: true },
  ],
  'files.remove': [{ as: 'path', with: (path) => ({ path, recursive: true }) }],
  'search.text': [{ as: 'includes', with: (path) => ({ pattern: secret, includes: [path] }), looks: true }],
  'search.files': [{ as: 'includes', with: (path) => ({ pattern: 'env', includes: [path] }), looks: true }],
  'documents.open': [
    { as: 'path', with: (path) => ({ path }), looks: true },
    { as: 'path in an encoding', with: (path) => ({ path, encoding: 'utf8' }), looks: true },
  ],
  'documents.create': [],
  'documents.prepareSave': [{ as: 'ref', with: (_, ref) => ({ ref }) }],
  'documents.endTurn': [{ as: 'ref', with: (_, ref) => ({ ref, seq: 0, update: Uint8Array.of(0, 0) }) }],
  'documents.save': [
    { as: 'ref', with: (_, ref) => ({ ref, seq: 0, update: noUpdate }) },
    { as: 'path', with: (path, ref) => ({ ref, seq: 0, update: noUpdate, path, overwrite: true }) },
    {
      as: 'a file below',
      with: (path, ref) => ({ ref, seq: 0, update: noUpdate, path: `${path}/x`, overwrite: true }),
    },
  ],
  'documents.saves': [{ as: 'ref', with: (_, ref) => ({ ref }), looks: true }],
  'documents.reopen': [{ as: 'ref', with: (_, ref) => ({ ref, encoding: 'utf16le' }) }],
  'documents.withheld': [{ as: 'ref', with: (_, ref) => ({ ref }), looks: true }],
  'documents.resolve': [{ as: 'ref', with: (_, ref) => ({ ref, choice: 'mine', hash: '', seq: 0, update: noUpdate }) }],
  'sharing.describe': [],
  'sharing.open': [],
  'sharing.close': [],
  'sharing.invites': [],
  'reach.list': [],
  'reach.start': [],
  'reach.stop': [],
  'sharing.invite': [],
  'agents.invite': [],
  'agents.programs': [],
  'agents.start': [],
  'agents.end': [],
  'sharing.revoke': [],
  'hosting.describe': [],
  'recordings.list': [],
  'activity.since': [],
  'activity.page': [],
  'comments.list': [],
  'comments.say': [],
  'library.list': [],
  'library.label': [],
  'library.limit': [],
  'library.delete': [],
  'library.share': [],
  'library.links': [],
  'library.revoke': [],
  'library.keep': [],
  'library.take': [],
  'library.find': [],
  'library.export': [],
  'recordings.standing': [{ as: 'ref', with: (_, ref) => ({ after: 0, upTo: 1, ref }) }],
  'recordings.cut': [{ as: 'ref', with: (_, ref) => ({ after: 0, upTo: 1, ref }) }],
  'recordings.keep': [],
  'replay.tree': [],
  'replay.views': [],
  'storage.describe': [],
  'storage.keep': [],
  'storage.clear': [],
  'library.browse': [{ as: 'path', with: (path) => ({ path }) }],
  'library.open': [{ as: 'path', with: (path) => ({ path, passphrase: null }) }],
  'hosting.move': [],
  'terminals.describe': [],
  'terminals.profiles': [],
  'terminals.show': [],
  'terminals.open': [],
  'terminals.write': [],
  'terminals.resize': [],
  'terminals.rename': [],
  'terminals.close': [],
  'terminals.list': [],
  'terminals.arrange': [],
  'terminals.share': [],
  'terminals.log': [],
  'terminals.type': [],
  'terminals.fit': [],
  'terminals.propose': [],
  'terminals.proposed': [],
  'languages.restart': [],
  'languages.approve': [],
  'languages.command': [],
  'languages.library': [],
  'languages.connect': [],
  'languages.log': [],
  'terminals.openings': [],
  'locks.list': [],
  'locks.acquire': [
    { as: 'path', with: (path) => ({ path, selection: null, lines: null, note: '', beside: [] }) as never },
  ],
  'locks.release': [],
  'locks.steal': [],
  'git.watch': [],
  'copies.make': [],
  'copies.choose': [],
  'copies.watch': [],
  'replay.moment': [],
  'replay.step': [],
  'replay.find': [{ as: 'ref', with: (_, ref) => ({ text: 'x', ref, matchCase: true }), looks: true }],
  'replay.line': [{ as: 'ref', with: (_, ref) => ({ ref, line: 1 }), looks: true }],
  'replay.why': [{ as: 'ref', with: (_, ref) => ({ ref, line: 1, withinMs: 0 }), looks: true }],
  'replay.text': [{ as: 'ref', with: (_, ref) => ({ ref, seq: 1 }), looks: true }],
  'replay.changes': [],
  'replay.fork': [],
  'git.show': [{ as: 'path', with: (path) => ({ repository: '', path, version: 'index' }), looks: true }],
  // Staging leaves the disk as it is.
  'git.stage': [{ as: 'paths', with: (path) => ({ repository: '', paths: [path] }), looks: true }],
  'git.unstage': [{ as: 'paths', with: (path) => ({ repository: '', paths: [path] }), looks: true }],
  'git.stageText': [
    { as: 'path', with: (path) => ({ repository: '', path, content, expected: null }), looks: true },
    {
      as: 'a file below',
      with: (path) => ({ repository: '', path: `${path}/x`, content, expected: null }),
      looks: true,
    },
  ],
  'git.discard': [{ as: 'paths', with: (path) => ({ repository: '', paths: [path] }) }],
  'git.resolve': [{ as: 'path', with: (path) => ({ repository: '', path, take: 'ours' }) }],
  'git.commit': [],
  'git.work': [{ as: 'paths', with: (path) => ({ repository: '', person: 'p', paths: [path] }), looks: true }],
  'git.workText': [
    { as: 'path', with: (path) => ({ repository: '', person: 'p', path, takesBoth: false }), looks: true },
  ],
  'documents.workers': [],
  'documents.workOf': [],
  'git.commitWork': [
    {
      as: 'paths',
      with: (path) => ({
        repository: '',
        person: 'p',
        message: 'm',
        takesBoth: false,
        takesUnsigned: false,
        paths: [path],
      }),
      looks: true,
    },
    {
      as: 'only',
      with: (path) => ({
        repository: '',
        person: 'p',
        message: 'm',
        takesBoth: false,
        takesUnsigned: false,
        paths: [],
        only: [path],
      }),
      looks: true,
    },
  ],
  'git.init': [],
  'git.refs': [],
  'git.others': [],
  'git.checkout': [],
  'git.branch': [],
  'git.fetch': [],
  'git.pull': [],
  'git.push': [],
  'git.askToPush': [],
  'git.askToMove': [],
  'git.stash': [],
  'git.unstash': [],
  'git.stashes': [],
  'git.dropStash': [],
  'git.renameBranch': [],
  'git.deleteTag': [],
  'git.worktrees': [],
  'git.addWorktree': [{ as: 'path', with: (path) => ({ repository: '', path, branch: 'b', isNew: true }) }],
  'git.removeWorktree': [{ as: 'path', with: (path) => ({ repository: '', path, force: false }) }],
  'git.forgetDecisions': [],
  'git.questions': [],
  'git.merge': [],
  'git.rebase': [],
  'git.pick': [],
  'git.revert': [],
  'git.undoCommit': [],
  'git.continue': [],
  'git.deleteBranch': [],
  'git.tag': [],
  'git.abort': [],
  'git.log': [{ as: 'path', with: (path) => ({ repository: '', refs: [], path, skip: 0, count: 1 }), looks: true }],
  'git.blame': [{ as: 'path', with: (path) => ({ repository: '', path, content }), looks: true }],
  'git.mergeBase': [],
  'git.changedIn': [],
  'folders.recent': [],
  'folders.browse': [{ as: 'path', with: (path) => ({ path }) }],
  'folders.open': [{ as: 'path', with: (path) => ({ path }) }],
};

const asked = { ...workspaceMethods, ...workspaceStreams };
const methods = Object.keys(asked) as Asked[];

/** Everything in a folder, as text. */
function snapshot(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const stats = lstatSync(path);
      const held = stats.isSymbolicLink() ? readlinkSync(path) : stats.isFile() ? readFileSync(path, 'utf8') : '';
      return `${name}: ${held}`;
    });
}

class Stage {
  readonly folder = new SharedFolder({
    'a.txt': 'a',
    'open.txt': 'open',
    'vendored.txt': 'vendored',
    '.env': secret,
    'secrets/key.txt': secret,
    '.ensemble/sharing.json': '{"hidden":["secrets"],"readOnly":["vendored.txt"]}',
  });
  bob!: SessionClient;
  ref = '';

  static async open(): Promise<Stage> {
    const stage = new Stage();
    const { folder } = stage;
    folder.write('../outside/outside.txt', secret);
    symlinkSync('.env', join(folder.folder, 'to-hidden'));
    symlinkSync('secrets', join(folder.folder, 'to-hidden-folder'));
    symlinkSync('../outside/outside.txt', join(folder.folder, 'to-outside'));
    symlinkSync('../outside', join(folder.folder, 'to-outside-folder'));
    symlinkSync('vendored.txt', join(folder.folder, 'to-vendored'));
    stage.bob = await guestOf(await (await folder.host()).share());
    stage.ref = (await openFile(stage.bob, 'open.txt')).ref;
    return stage;
  }

  /** Outcome of a request, as text. */
  async ask(method: Asked, params: never): Promise<{ isDone: boolean; told: string }> {
    const answer: Promise<unknown> = isWorkspaceStream(method)
      ? searchText(this.bob, params)
      : this.bob.request(method, params);
    return answer.then(
      (result) => ({
        isDone: true,
        told: JSON.stringify(result) + Buffer.from((result as { content?: Uint8Array }).content ?? []).toString(),
      }),
      (thrown) => ({ isDone: false, told: `${thrown.code} ${thrown.message}` }),
    );
  }
}

const each = methods.flatMap((method) =>
  tries[method].map((one) => ({
    method,
    as: one.as,
    looks: one.looks ?? false,
    params: one.with as unknown as (path: string, ref: string) => unknown,
  })),
);

/** Names of parameters that are paths, or lead to one. */
const pathLike = /^(path|from|to|ref|includes)$/;

describe('a guest', () => {
  it.each(methods)('has each path of %s tried here', (method) => {
    const { properties } = wireSchema(asked[method].params) as { properties?: Record<string, unknown> };
    const names = Object.keys(properties ?? {}).filter((name) => pathLike.test(name));
    for (const name of names) expect(tries[method].map(({ as }) => as)).toContain(name);
  });

  it('reads and changes nothing that is hidden or outside, by whichever method and name', async () => {
    const stage = await Stage.open();
    const before = snapshot(stage.folder.folder);
    const outside = snapshot(join(stage.folder.folder, '..', 'outside'));
    const places = ['.env', 'secrets', 'secrets/key.txt', 'to-hidden', 'to-hidden-folder', 'to-hidden-folder/key.txt'];
    for (const path of [...places, 'to-outside', 'to-outside-folder', 'to-outside-folder/outside.txt']) {
      for (const { method, as, looks, params } of each) {
        // No document is hidden.
        if (as === 'ref') continue;
        const { isDone, told } = await stage.ask(method, params(path, stage.ref) as never);
        const what = `${method} with ${path} as ${as}`;
        expect(told, what).not.toContain(secret);
        expect(told, what).not.toMatch(/ensemble-host-/);
        if (!looks) expect(isDone, what).toBe(false);
      }
      expect(snapshot(stage.folder.folder), path).toEqual(before);
    }
    expect(snapshot(join(stage.folder.folder, '..', 'outside'))).toEqual(outside);
    const told = JSON.stringify(stage.bob.state);
    for (const name of ['.env', 'key.txt', 'outside']) expect(told).not.toContain(name);
  });

  it.each(['vendored.txt', 'to-vendored'])('changes nothing that is read-only: %s', async (path) => {
    const stage = await Stage.open();
    const before = snapshot(stage.folder.folder);
    const { ref } = await stage.bob.request('documents.open', { path });
    for (const { method, as, looks, params } of each) {
      if (looks) continue;
      const { isDone } = await stage.ask(method, params(path, as === 'ref' ? ref : stage.ref) as never);
      expect(isDone, `${method} with ${path} as ${as}`).toBe(false);
      expect(snapshot(stage.folder.folder), `${method} with ${path} as ${as}`).toEqual(before);
    }
  });
});
