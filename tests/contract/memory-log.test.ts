import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../server/log/memory-log.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { describeLogBurial } from './log-burial-contract.ts';
import { describeLogWriting } from './log-contract.ts';
import { describeLogReading } from './log-reading-contract.ts';
import { sampleEntry } from './sample-entries.ts';

describeLogWriting('MemoryLog', (nowMs) => new MemoryLog(nowMs));
describeLogReading('MemoryLog', (nowMs) => new MemoryLog(nowMs));
describeLogBurial('MemoryLog', (nowMs) => new MemoryLog(nowMs));

describe('MemoryLog', () => {
  it('takes nothing of a batch that it fails, and fails one only', async () => {
    const log = new MemoryLog(() => 1);
    log.failNext = new EnsembleError('no-space', 'full');
    await expect(log.append('s', 0, [sampleEntry()], [{ by: 'x', n: 4 }])).rejects.toMatchObject({ code: 'no-space' });
    expect(await log.head('s')).toBe(0);
    expect(await log.lastNs('s')).toEqual(new Map());
    await expect(log.append('s', 0, [sampleEntry()])).resolves.toEqual([{ seq: 1, at: 1 }]);
  });
});
