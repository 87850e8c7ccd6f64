import { expect, it } from 'vitest';
import { decodeServerFrame, encodeFrame } from '../../../../src/shared/core/frames.ts';
import { piecesOf } from '../../../../src/shared/session/packed-state.ts';
import { StateFrames } from '../../../../src/shared/session/state-frames.ts';

const state = {
  people: Uint8Array.of(1, 2, 3),
  none: new Uint8Array(),
  comments: new Uint8Array(570_000).map((_, index) => index % 251),
  files: new Uint8Array(64 * 1024).fill(7),
  last: Uint8Array.of(9),
};

/** Gives the bytes of a state as strings: those are compared at once. */
const plain = (frame: unknown) =>
  Object.fromEntries(
    Object.entries((frame as { state: typeof state }).state).map(([name, part]) => [
      name,
      Buffer.from(part).toString('latin1'),
    ]),
  );

/** Frames of a state, as a window gets them: the bytes of each are gone after it. */
function* came(t: 'keyframe' | 'rewound', seq: number) {
  const pieces = piecesOf(state);
  for (const [at, piece] of pieces.entries()) {
    const bytes = encodeFrame({ t, seq, state: piece, ...(at < pieces.length - 1 && { more: true }) });
    expect(bytes.length).toBeLessThan(66_000);
    yield decodeServerFrame(bytes);
    bytes.fill(0);
  }
}

it('divides a large state into frames of 64 kB, and puts it together again', () => {
  const frames = new StateFrames();
  for (const t of ['keyframe', 'rewound'] as const) {
    const told: ReturnType<StateFrames['whole']>[] = [];
    for (const frame of came(t, 5)) told.push(frames.whole(frame));
    expect(told.slice(0, -1).every((frame) => frame === null)).toBe(true);
    expect([told.at(-1)?.t, told.length]).toEqual([t, Math.ceil(635_540 / 65_536)]);
    expect(plain(told.at(-1))).toEqual(plain({ state }));
  }
});

it('hands on a small state, and any other frame, as it is', () => {
  const frames = new StateFrames();
  const small = { t: 'keyframe', seq: 1, state: { people: Uint8Array.of(1) } } as const;
  expect(piecesOf(small.state)).toEqual([small.state]);
  expect(frames.whole(small)).toEqual(small);
  expect(frames.whole({ t: 'pong', sent: 3 })).toEqual({ t: 'pong', sent: 3 });
  expect(piecesOf({})).toEqual([{}]);
});

it('is turned down beyond 64 MB', () => {
  const frames = new StateFrames();
  const piece = { t: 'keyframe', seq: 1, state: { comments: new Uint8Array(16 * 1024 * 1024) }, more: true } as const;
  for (let i = 0; i < 4; i++) frames.whole(piece);
  expect(() => frames.whole(piece)).toThrow(/too large/);
});
