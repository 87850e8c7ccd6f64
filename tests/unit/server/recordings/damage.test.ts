import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RecordingFile } from '../../../../server/server.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';
import { Random } from '../../../sim/random.ts';
import { temporaryFolder } from '../gateway/gateway-fixture.ts';
import { exported, type Recorded, recordedSession } from './recording-fixture.ts';

const passphrase = 'correct horse';

/** Outcome of a damaged file: refused in words, or what can be read, of which no text is wrong. */
async function outcomeOf(path: string, { notes, moments }: Recorded): Promise<'refused' | 'damaged' | 'whole'> {
  let file: RecordingFile;
  try {
    file = await RecordingFile.open(path, async () => passphrase);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(EnsembleError);
    expect((thrown as Error).message).toMatch(
      /^(This recording cannot be read: .+ The file was not changed|The passph)/,
    );
    return 'refused';
  }
  try {
    const history = await file.history();
    for (const { seq, text } of moments) {
      if (history.clamped(seq) !== seq) continue;
      const { documents } = await history.stateAt(seq);
      if (documents[notes]) expect(await history.textAt(notes, seq)).toBe(text);
    }
    return file.damage === null ? 'whole' : 'damaged';
  } finally {
    await file.close();
  }
}

it.each([null, passphrase])(
  'a file that is cut off or flipped anywhere is refused in words, or shows no wrong text (%s)',
  async (secret) => {
    const recorded = await recordedSession();
    const bytes = await exported(recorded, secret);
    const path = join(temporaryFolder(), 'damaged.ensemble');
    const random = new Random(11);
    const count = { refused: 0, damaged: 0, whole: 0 };
    const places = secret === null ? 200 : 12;
    for (let i = 0; i < places; i++) {
      writeFileSync(path, bytes.subarray(0, Math.floor((bytes.length * i) / places)));
      count[await outcomeOf(path, recorded)]++;
      const flipped = Buffer.from(bytes);
      flipped[random.below(bytes.length)]! ^= 1 << random.below(8);
      writeFileSync(path, flipped);
      count[await outcomeOf(path, recorded)]++;
    }
    expect(count.whole).toBe(0);
    expect(count.damaged).toBeGreaterThan(places / 4);
    writeFileSync(path, bytes);
    expect(await outcomeOf(path, recorded)).toBe('whole');
    appendFileSync(path, 'behind the end');
    expect(await outcomeOf(path, recorded)).toBe('damaged');
  },
);

it('another file, one of a newer Ensemble, and none at all are told apart', async () => {
  const recorded = await recordedSession();
  const path = join(temporaryFolder(), 'other.ensemble');
  const open = () => RecordingFile.open(path);
  await expect(open()).rejects.toThrow('There is no file');
  writeFileSync(path, '<html>');
  await expect(open()).rejects.toThrow('no file that Ensemble has made');
  const { makeOpening } = await import('../../../../server/recordings/framing.ts');
  const newer = makeOpening(null);
  newer.writeUInt16BE(2, 8);
  const { createHash } = await import('node:crypto');
  createHash('sha256').update(newer.subarray(0, 28)).digest().copy(newer, 28, 0, 4);
  writeFileSync(path, Buffer.concat([newer, (await exported(recorded)).subarray(32)]));
  await expect(open()).rejects.toThrow('made by a newer Ensemble (format 2');
});
