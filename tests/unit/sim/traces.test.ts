import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromForeign } from '../../sim/traces/foreign-trace.ts';
import { record } from '../../sim/traces/recording.ts';
import { replay } from '../../sim/traces/replay.ts';
import { parseTrace, printTrace } from '../../sim/traces/trace.ts';

const folder = join(import.meta.dirname, '../../fixtures/traces');
const names = readdirSync(folder);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

describe.each(names)('the recorded trace %s', { timeout: 60_000 }, (name) => {
  const recorded = read(name);

  it.each([1, 2])(
    'ends with the recorded text for everyone and on the disk, with the delays of seed %i',
    async (seed) => {
      const trace = parseTrace(recorded);
      const { texts, problems } = await replay(trace, seed);
      expect(Object.keys(texts)).toEqual(['Ada', 'Ben', 'Cleo', 'Dan', 'reader 0', 'reader 1', 'late', 'disk']);
      for (const text of Object.values(texts)) expect(text).toBe(trace.end);
      expect(problems).toEqual([]);
    },
  );

  it('is printed as it was read', () => {
    expect(printTrace(parseTrace(recorded))).toBe(recorded);
  });

  it('has people at work at the same time, pastes, steps taken back, and lost connections', () => {
    const { steps } = parseTrace(recorded);
    const atOnce = steps.filter(([by, known], at) => steps.slice(known, at).some(([other]) => other !== by));
    expect(atOnce.length).toBeGreaterThan(steps.length / 2);
    for (const what of ['undo', 'redo', 'cut', 'back']) expect(steps.some(([, , done]) => done === what)).toBe(true);
  });
});

describe('a trace', () => {
  const recorded = read(names[0]!);

  it('comes out otherwise when one letter of it is another', async () => {
    const trace = parseTrace(recorded);
    const last = trace.steps.findLast(([, , what]) => Array.isArray(what) && what[0]![2].length === 1)!;
    (last[2] as [number, number, string][])[0]![2] = '█';
    const { texts } = await replay(trace, 1);
    expect(texts.disk).toContain('█');
    expect(new Set(Object.values(texts)).size).toBe(1);
  }, 60_000);

  it.each([
    [[1, 2], 'ab'],
    [[2, 1], 'ba'],
  ])('of what is put in one place at once, that of the lower Yjs client id comes first (%j)', async (clients, end) => {
    const steps = [
      [0, 0, [[0, 0, 'a']]],
      [1, 0, [[0, 0, 'b']]],
    ];
    const trace = { format: 'ensemble-trace-1', authors: ['A', 'B'], clients, start: '', end, steps };
    for (const seed of [1, 2, 3, 4]) {
      const { texts } = await replay(parseTrace(JSON.stringify(trace)), seed);
      expect(new Set(Object.values(texts))).toEqual(new Set([end]));
    }
  });

  it('is refused when somebody knows what is yet to come', () => {
    const trace = { ...parseTrace(recorded), steps: [[0, 1, 'undo']] };
    expect(() => parseTrace(JSON.stringify(trace))).toThrow('yet to come');
  });

  it('is refused when two write under one Yjs client id', () => {
    const trace = { ...parseTrace(recorded), clients: [1, 2, 3, 1] };
    expect(() => parseTrace(JSON.stringify(trace))).toThrow('client id of their own');
  });
});

it('what real clients do is recorded so that it comes out the same again', async () => {
  const trace = await record(11, 300);
  const { texts } = await replay(trace, 5);
  expect(new Set(Object.values(texts))).toEqual(new Set([trace.end]));
});

describe('a history of another form', () => {
  const txn = (agent: number, parents: number[], ...patches: [number, number, string][]) => ({
    agent,
    parents,
    patches,
  });

  it('becomes a trace in which each one knows what they knew', async () => {
    const trace = fromForeign({
      kind: 'concurrent',
      endContent: 'HI there, world!',
      numAgents: 2,
      txns: [
        txn(0, [], [0, 0, 'hi there']),
        txn(1, [0], [8, 0, ', world']),
        txn(0, [0], [0, 2, ''], [0, 0, 'HI']),
        txn(1, [1], [15, 0, '!']),
        txn(0, [2, 3]),
      ],
    });
    expect(trace.steps.map(([by, known]) => [by, known])).toEqual([
      [0, 0],
      [1, 1],
      [0, 0],
      [1, 1],
    ]);
    const { texts } = await replay(trace, 3);
    expect(new Set(Object.values(texts))).toEqual(new Set([trace.end]));
  });

  it('is refused where no order of a log fits it', () => {
    const txns = [txn(0, [], [0, 0, 'a']), txn(1, [], [0, 0, 'b']), txn(2, [1], [0, 0, 'c'])];
    expect(() => fromForeign({ kind: 'concurrent', endContent: '', numAgents: 3, txns })).toThrow(/no order of a log/);
    expect(() => fromForeign({ kind: 'other', endContent: '', numAgents: 1, txns: [] })).toThrow();
  });
});
