import { statSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type DoorHandlers, OpenDoor } from '../../../../src/main/terminals/open-door.ts';

function doorOf(move: DoorHandlers['move']): OpenDoor {
  const door = new OpenDoor(`test-${process.pid}`, { open: async () => undefined, move });
  onTestFinished(() => door.close());
  return door;
}

const move = { tree: '/a', act: 'switch', concern: 'work', keeps: true, files: null };

/** Says something at the door, and gives all that it answers. */
async function said(place: string, words: string): Promise<string> {
  const socket = connect(place, () => socket.write(words));
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  socket.on('error', () => undefined);
  await new Promise((resolve) => void socket.on('close', resolve));
  return heard;
}

it('lies where no other account gets', () => {
  const { place } = doorOf(async () => undefined);
  expect(statSync(dirname(place)).mode & 0o777).toBe(0o700);
});

it('answers ten thousand commands of Git, and none that is malformed', async () => {
  let moves = 0;
  const { place } = doorOf(async (_terminal, _move, say) => {
    moves++;
    say({ is: 'free' });
  });
  for (let batch = 0; batch < 100; batch++) {
    const asked = Array.from({ length: 100 }, () => said(place, `${JSON.stringify({ terminal: 'x', move })}\n`));
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['{"is":"heard"}\n{"is":"free"}\n']));
  }
  expect(moves).toBe(10_000);
  const malformed = [
    { ...move, act: 'destroy' },
    { ...move, files: ['x'.repeat(5000)] },
    { ...move, files: Array(5001).fill('x') },
    { ...move, tree: '' },
    { ...move, over: 'x'.repeat(65) },
  ].map((each) => JSON.stringify({ terminal: 'x', move: each }));
  for (const words of [...malformed, '{"terminal":"x"}', '[]', 'null', 'move', `"${'x'.repeat(1000)}"`])
    expect(await said(place, `${words}\n`)).toBe('{"problem":"This request of a terminal was malformed."}\n');
  expect(await said(place, 'x'.repeat(600_000))).toBe('');
  expect(moves).toBe(10_000);
}, 60_000);

it('tells the end of whoever asked, also of one that is killed', async () => {
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const { place } = doorOf(async (_terminal, _move, _say, signal) => {
    signal.addEventListener('abort', () => ended.resolve());
    begun.resolve();
    await ended.promise;
  });
  const socket = connect(place, () => socket.write(`${JSON.stringify({ terminal: 'x', move })}\n`));
  await begun.promise;
  socket.destroy();
  await ended.promise;
});
