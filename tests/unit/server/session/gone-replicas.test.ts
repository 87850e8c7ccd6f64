import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { SqliteLog } from '../../../../server/log/sqlite-log.ts';
import { TailFile } from '../../../../server/log/tail-file.ts';
import { everybodysCall } from '../../../../src/shared/capabilities/calls/calls-state.ts';
import { everybodysRoom } from '../../../../src/shared/capabilities/chat/chat-state.ts';
import { pairRef } from '../../../../src/shared/capabilities/direct/pairs.ts';
import { fold } from '../../../../src/shared/session/fold.ts';
import { unpackState } from '../../../../src/shared/session/packed-state.ts';
import { emptyState } from '../../../../src/shared/session/state.ts';
import { kindsOfAReplica } from '../../../../src/shared/session/table.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { owner, ownersHost, personOf, type RawClient, ref, Stage } from './session-fixture.ts';

function sqliteLog(nowMs: () => number): SqliteLog {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = new SqliteLog(new DatabaseSync(join(folder, 'log.db')), new TailFile(join(folder, 'log.tail')), nowMs);
  onTestFinished(() => log.close());
  return log;
}

it('of six hosts, one after another, the log has what the last one says; latecomers have what all others have', async () => {
  const log = sqliteLog(() => 1_700_000_000_000);
  const stage = await Stage.open({ log });
  const guest = await stage.guest('Guest');
  const tell = async (host: RawClient, term: number) => {
    const status = { repositories: [], problem: `said by host ${term}` };
    await host.say('git.status', { term, ...status });
    const problems = Array.from({ length: 5 }, (_, file) => ({ term, path: `${term}-${file}.py`, source: 'pyright' }));
    for (const each of problems) await host.say('languages.problems', { ...each, problems: [], rest: 1 });
  };
  await tell(stage.host, 1);
  for (let term = 2; term <= 6; term++) {
    const host = await stage.connect(idOf(`host-${term}`), { is: 'owner', person: owner });
    await host.hello({ purpose: 'host', name: 'Host' });
    await host.say('host.claimed', { term, folder: 'project' });
    await tell(host, term);
    host.transport.close();
  }
  const read = () => log.read('s', 0, 1e9, 1e9);
  const kept = await read();
  const count = (kind: string) => kept.filter((entry) => entry.kind === kind).length;
  expect([count('git.status'), count('languages.problems')]).toEqual([1, 5]);
  const late = await stage.guest('Late');
  const told = unpackState(late.last('keyframe')!.state);
  const { languages, git } = guest.heard().reduce(fold, emptyState);
  expect([told.languages, told.git]).toEqual([languages, git]);
  expect((await read()).reduce(fold, emptyState)).toEqual(stage.session.state);
});

it('of windows that are gone the log has nothing that they said of themselves; whoever comes is told what all have', async () => {
  const log = sqliteLog(() => 1_700_000_000_000);
  const stage = await Stage.open({ log });
  const recording = idOf('recording');
  await stage.host.say('recording.started', { title: '' }, { ref: recording });
  const there = await stage.guest('There');
  const points: [number, number][] = [
    [0, 0],
    [100, 100],
  ];
  const inCall = { ref: everybodysCall };
  const look = async (window: RawClient) => {
    await window.send({ t: 'subscribe', ref, subscription: 1 });
    await window.say('presence.focused', { line: 3, path: null }, { ref });
    await window.say('presence.changed', { activity: 'idle' });
    await window.say('cursor.moved', { selections: [], topLine: 1 }, { ref });
    await window.say('pulse.shown', { line: 3 }, { ref });
    await window.say('drawing.drawn', { line: 3, points }, { ref });
    await window.say('whiteboard.pointed', { at: [1, 2], isDown: false }, { ref });
    await window.say('chat.typing', { isTyping: true }, { ref: everybodysRoom });
    await window.say('direct.typing', { isTyping: true }, { ref: pairRef(personOf(window), owner) });
    await window.say('call.joined', { isMuted: false, hasCamera: false, isSharing: true }, inCall);
    await window.say('call.drawn', { screen: window.replica, stroke: 1, points }, inCall);
    await window.say('call.erased', { screen: window.replica, stroke: null }, inCall);
    await window.say('call.pointed', { screen: window.replica, at: [1, 2] }, inCall);
    await window.say('recording.viewed', { editors: [], focused: null, views: [] }, { ref: recording });
  };
  for (let i = 0; i < 3; i++) {
    const window = await stage.guest(`Guest-${i}`);
    await look(window);
    await window.send({ t: 'leave' });
  }
  await look(there);
  const said = (await log.read('s', 0, 1e9, 1e9)).filter(({ kind }) => kindsOfAReplica.includes(kind));
  expect(new Set(said.map(({ by }) => by))).toEqual(new Set([there.replica]));
  expect(said).toHaveLength(kindsOfAReplica.length);
  const back = await stage.guest('Guest-1');
  const told = unpackState(back.last('keyframe')!.state);
  expect(told.replicas[there.replica]).toMatchObject({ activity: 'idle', focus: { line: 3 } });
  expect(Object.keys(told.replicas)).toEqual([ownersHost, there.replica]);
  const { state } = stage.session;
  expect(state.replicas[back.replica]).toMatchObject({ activity: 'active', focus: null });
  expect((await log.read('s', 0, 1e9, 1e9)).reduce(fold, emptyState)).toEqual(state);
});
