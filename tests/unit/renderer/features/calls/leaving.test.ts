import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { CallModel } from '../../../../../src/renderer/features/calls/call-model.ts';
import { OwnMedia } from '../../../../../src/renderer/features/calls/own-media.ts';
import { tierFor } from '../../../../../src/renderer/features/calls/quality.ts';
import type { App } from '../../../../../src/renderer/session/app.ts';
import { serverReplica } from '../../../../../src/shared/core/ids.ts';
import { encodeBody } from '../../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, foldAll, joined } from '../../../shared/session/entries.ts';

/** A track of a device, which says whether it is open. */
class Track extends EventTarget {
  isOpen = true;
  onended: (() => void) | null = null;
  stop() {
    this.isOpen = false;
  }
  async applyConstraints() {}
}

/** Questions of the browser for a device, which the person has not answered. */
let asked: { allow: () => Track; refuse: () => void }[] = [];

beforeEach(() => {
  asked = [];
  const question = () => {
    const { promise, resolve, reject } = Promise.withResolvers<object>();
    asked.push({
      allow: () => {
        const track = new Track();
        resolve({ getTracks: () => [track], getVideoTracks: () => [track], getAudioTracks: () => [] });
        return track;
      },
      refuse: () => reject(new DOMException('no', 'NotAllowedError')),
    });
    return promise;
  };
  const mediaDevices = { addEventListener: () => undefined, getUserMedia: question, getDisplayMedia: question };
  vi.stubGlobal('navigator', { mediaDevices });
  vi.stubGlobal('localStorage', { getItem: () => null });
  onTestFinished(() => void vi.unstubAllGlobals());
});

/** Lets everything happen that waits for nothing but its turn. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function ownMedia(): OwnMedia {
  return new OwnMedia({ changed: () => undefined, send: () => undefined, problem: () => undefined });
}

/** The call of Ann's window, what it tells the session, and a role that may be taken. */
function callOfAnn() {
  const said: string[] = [];
  const hearers = new Map<string, Set<(what: never) => void>>();
  const events = {
    on: (name: string, hear: (what: never) => void) => {
      const all = hearers.get(name) ?? new Set();
      hearers.set(name, all.add(hear));
      return () => all.delete(hear);
    },
  };
  const tell = (name: string, what: unknown) => {
    for (const hear of [...(hearers.get(name) ?? [])]) hear(what as never);
  };
  const online = { is: 'online' };
  const state = foldAll([joined(bob, bobsWindow, 'owner'), joined(ann, annsWindow)]);
  const session = { state, person: ann, replica: annsWindow, status: online, events, nowMs: () => 2000 };
  const client = {
    ...{ status: online, replica: annsWindow, person: ann, events },
    publish: async (kind: string) => void said.push(kind),
    sendDirect: async (kind: string) => {
      said.push(kind);
      const body = encodeBody('call.relaysTold', { servers: [], relayOnly: false, validMs: null });
      if (kind === 'call.relaysAsked') tell('peer', { kind: 'call.relaysTold', by: serverReplica, body });
    },
  };
  const workbench = { configuration: { get: () => '' } };
  const model = new CallModel({ session, client, workbench, recording: null } as unknown as App);
  onTestFinished(() => model.leave());
  const takeRole = () => {
    const me = { ...state.participants[ann]!, role: 'viewer' as const, rights: [] };
    session.state = { ...state, participants: { ...state.participants, [ann]: me } };
    tell('state', session.state);
  };
  return { model, said, takeRole };
}

it('is not in the call who leaves while the browser asks for the microphone', async () => {
  const { model, said } = callOfAnn();
  const joining = model.join();
  model.leave();
  asked[0]!.refuse();
  await joining;
  expect(said).toEqual([]);
  expect(model.store.get().phase).toBe('out');
});

it('joins once who leaves and joins again before the first try is through', async () => {
  const { model, said } = callOfAnn();
  const first = model.join();
  model.leave();
  const second = model.join();
  for (const question of asked) question.refuse();
  await Promise.all([first, second]);
  expect(said).toEqual(['call.relaysAsked', 'call.joined']);
});

it('closes a camera that opens after the call, or a second time, and a screen that is chosen too late', async () => {
  const own = ownMedia();
  const late = own.film(true, tierFor(1));
  own.close();
  const camera = asked[0]!.allow();
  await late;
  expect(camera.isOpen).toBe(false);
  expect(own.get('camera')).toBeNull();

  const twice = [own.film(true, tierFor(1)), own.film(true, tierFor(1))];
  const [one, other] = [asked[1]!.allow(), asked[2]!.allow()];
  await Promise.all(twice);
  expect([one.isOpen, other.isOpen]).toEqual([true, false]);
  expect(own.get('camera')).toBe(one);

  const sharing = own.share(true);
  own.close();
  const screen = asked[3]!.allow();
  await sharing;
  expect(screen.isOpen).toBe(false);
  expect(one.isOpen).toBe(false);
});

it('is out of the preview, with devices off, whose role has no calls any more', async () => {
  const { model, takeRole } = callOfAnn();
  const preview = model.preview();
  asked[0]!.refuse();
  await preview;
  const filming = model.toggleCamera();
  const camera = asked[1]!.allow();
  await filming;
  expect(camera.isOpen).toBe(true);
  takeRole();
  await settled();
  expect(camera.isOpen).toBe(false);
  expect(model.store.get().phase).toBe('out');
  expect(model.store.get().problem).toMatch(/no calls any more/);
});
