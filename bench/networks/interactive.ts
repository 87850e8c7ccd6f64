import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { RunningHost } from '../../tests/e2e/lib/running-host.ts';
import { ScriptedGuest } from '../../tests/e2e/lib/scripted-guest.ts';
import { type LinkForm, ThinLink } from '../../tests/lib/thin-link.ts';
import { p95 } from '../editing/stage.ts';
import type { Row } from '../lib/parts.ts';

const largeBytes = 2_000_000;
const keyEveryMs = 100;
const keysAlone = 40;

/** Times edits of somebody near until a guest over the line has them, while `until` runs. */
async function delaysWhile(near: ScriptedGuest, far: ScriptedGuest, until: () => Promise<unknown>): Promise<number[]> {
  const [typed, heard] = [await near.open('README.md'), await far.open('README.md')];
  const typedMs: number[] = [];
  const delays: number[] = [];
  const before = heard.length;
  const stop = heard.onChange(() => {
    while (delays.length < heard.length - before) delays.push(performance.now() - typedMs[delays.length]!);
  });
  let isOver = false;
  const whole = until().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    typedMs.push(performance.now());
    typed.edit([{ offset: 0, deleteLength: 0, insertText: 'x' }]);
    typed.flush();
    await pause(keyEveryMs);
  }
  await whole;
  while (delays.length < typedMs.length) await pause(20);
  stop();
  return delays;
}

/** Measures edits that come to a guest over a line behind one large answer, and behind several. */
export async function measureInteractive(form: LinkForm): Promise<Row[]> {
  const host = await RunningHost.start();
  const paths = ['a', 'b', 'c'].map((name) => `${name}.bin`);
  for (const path of paths) await writeFile(join(host.folder, path), new Uint8Array(largeBytes).fill(7));
  const port = Number(new URL(host.link).port);
  const line = await ThinLink.to(port, form);
  const [near, far] = await Promise.all([
    ScriptedGuest.join(host.link, 'Near'),
    ScriptedGuest.join(host.link.replace(`:${port}/`, `:${line.port}/`), 'Far'),
  ]);
  try {
    const alone = await delaysWhile(near, far, () => pause(keysAlone * keyEveryMs));
    const beganMs = performance.now();
    const read = (path: string) => far.client.request('files.read', { path });
    const one = await delaysWhile(near, far, () => read(paths[0]!));
    const seconds = (performance.now() - beganMs) / 1000;
    const three = await delaysWhile(near, far, () => Promise.all(paths.map(read)));
    const share = (largeBytes * 8) / form.bitsPerSecond / seconds;
    return [
      { case: 'an edit over 1 Mbit/s, nothing else on the line', value: p95(alone), unit: 'ms p95', limit: null },
      { case: 'an edit behind an answer of 2 MB', value: p95(one), unit: 'ms p95', limit: 300 },
      { case: 'share of the line that the answer gets', value: share * 100, unit: '%', limit: null },
      { case: 'an edit behind three answers at once', value: p95(three), unit: 'ms p95', limit: 500 },
    ];
  } finally {
    near.leave();
    far.leave();
    await line.close();
    await host.close();
  }
}
