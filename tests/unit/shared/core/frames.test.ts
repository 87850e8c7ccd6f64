import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type WireSchema, wireSchema } from '../../../../scripts/protocol/wire-schema.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';
import {
  type ClientFrame,
  clientFrame,
  decodeClientFrame,
  decodeEarlyFrame,
  decodeServerFrame,
  encodeFrame,
  type ServerFrame,
  serverFrame,
  splitForFrames,
  toTuples,
} from '../../../../src/shared/core/frames.ts';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { limits } from '../../../../src/shared/core/version.ts';
import { idOf, sampleOf } from '../session/sample-of.ts';

const sides = [
  { side: 'a client', decode: decodeClientFrame, schema: clientFrame },
  { side: 'the server', decode: decodeServerFrame, schema: serverFrame },
] as const;

const entryOf = (bodyLength: number): Entry => ({
  seq: 1,
  at: 2,
  by: idOf('alice'),
  n: 1,
  ageMs: 0,
  kind: 'doc.updated',
  v: 1,
  ref: idOf('ref'),
  to: null,
  body: new Uint8Array(bodyLength),
  blob: null,
});

describe.each(sides)('frames of $side', ({ decode, schema }) => {
  const forms: WireSchema[] = wireSchema(schema).oneOf ?? wireSchema(schema).anyOf ?? [];
  const samples = forms.map((form) => sampleOf(form) as ClientFrame & ServerFrame);

  it('come back as they were sent', () => {
    expect(samples.length).toBeGreaterThan(5);
    for (const frame of samples) expect(decode(encodeFrame(frame))).toEqual(frame);
  });

  it('are turned down without a field that they need', () => {
    for (const [index, { required = [] }] of forms.entries()) {
      for (const field of required) {
        const { [field as 't']: _, ...rest } = samples[index]!;
        expect(() => decode(pack(rest)), `${samples[index]?.t} without ${field}`).toThrow(EnsembleError);
      }
    }
  });

  it('are turned down politely whatever the bytes are', () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.anything().map((value) => {
        try {
          return pack({ t: 'entries', entries: value });
        } catch {
          return Uint8Array.of(0xc1);
        }
      }),
    );
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        try {
          decode(bytes);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(EnsembleError);
          expect(['bad-request', 'too-large']).toContain((thrown as EnsembleError).code);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('are turned down politely after any one byte has changed', () => {
    const whole = encodeFrame(samples.find(({ t }) => t === 'entries')!);
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0, 0x7f, 0xc0, 0xc9, 0xdd, 0xdf, 0xff]) {
        const bytes = whole.slice();
        bytes[at] = value;
        try {
          decode(bytes);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(EnsembleError);
        }
      }
    }
  });
});

describe('limits of frames', () => {
  it('has none above 128 kB from a client', () => {
    const frame = { t: 'entries', entries: toTuples([entryOf(60_000), entryOf(60_000), entryOf(20_000)]) } as const;
    expect(() => decodeClientFrame(encodeFrame(frame))).toThrow(expect.objectContaining({ code: 'too-large' }));
  });

  it('has no body above 64 kB inline', () => {
    const frame = { t: 'entries', entries: toTuples([entryOf(limits.inlineBodyBytes + 1)]) } as const;
    expect(() => decodeClientFrame(encodeFrame(frame))).toThrow(/send it as a blob/);
    const fits = { t: 'entries', entries: toTuples([entryOf(limits.inlineBodyBytes)]) } as const;
    expect(decodeClientFrame(encodeFrame(fits)).t).toBe('entries');
  });

  it('splits entries into runs that each fit, in order, with none lost', () => {
    const lengths = fc.array(fc.oneof(fc.nat(300), fc.nat(limits.inlineBodyBytes)), { maxLength: 40 });
    fc.assert(
      fc.property(lengths, (all) => {
        const entries = all.map((length, index) => ({ ...entryOf(length), seq: index + 1 }));
        const runs = splitForFrames(entries);
        expect(runs.flat()).toEqual(entries);
        for (const run of runs) {
          expect(run.length).toBeGreaterThan(0);
          const bytes = encodeFrame({ t: 'entries', after: 0, upTo: 1, entries: toTuples(run) });
          expect(bytes.length).toBeLessThanOrEqual(limits.frameBytes);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('who is not in yet', () => {
  const byType = Object.fromEntries(
    (wireSchema(clientFrame).oneOf ?? wireSchema(clientFrame).anyOf ?? []).map((form) => {
      const frame = sampleOf(form) as ClientFrame;
      return [frame.t, frame];
    }),
  );

  it.each(['hello', 'ping', 'leave'])('may say %s', (t) => {
    expect(decodeEarlyFrame(encodeFrame(byType[t]!))).toEqual(byType[t]);
  });

  it.each(['entries', 'subscribe', 'unsubscribe'])('has nothing decoded of %s', (t) => {
    const frame = encodeFrame(byType[t]!);
    const broken = frame.slice(0, -1);
    for (const bytes of [frame, broken]) expect(() => decodeEarlyFrame(bytes)).toThrow('Say hello first.');
  });

  it('is told how large a frame may be', () => {
    expect(() => decodeEarlyFrame(new Uint8Array(limits.frameBytes + 1))).toThrow(/^a frame may have/);
  });
});
