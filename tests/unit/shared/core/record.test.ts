import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pack, storedLimits, unpack } from '../../../../src/shared/core/message-pack.ts';
import { isInParts, plainOf, sizeOf, withKey, withoutKey } from '../../../../src/shared/core/record.ts';
import { idOf } from '../session/sample-of.ts';

const change = fc.record({ key: fc.nat(600), value: fc.option(fc.nat()) });
const filled = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [idOf(`${index}`), index]));

it('is what a plain object would be after the same changes, small or large, whichever way it is looked at', () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 100, 128, 129, 500), fc.array(change, { maxLength: 300 }), (size, changes) => {
      const plain: Record<string, number> = { ...filled(size) };
      let record: Record<string, number> = filled(size);
      for (const { key, value } of changes) {
        const id = idOf(`${key}`);
        if (value === null) delete plain[id];
        else plain[id] = value;
        record = value === null ? withoutKey(record, id) : withKey(record, id, value);
      }
      expect(Object.entries(record)).toEqual(Object.entries(plain));
      expect([sizeOf(record), Object.keys(record)]).toEqual([Object.keys(plain).length, Object.keys(plain)]);
      expect({ ...record }).toEqual(plain);
      expect(record).toEqual(plain);
      expect(JSON.stringify(record)).toBe(JSON.stringify(plain));
      expect([isInParts(plainOf(record)), Object.entries(plainOf(record))]).toEqual([false, Object.entries(plain)]);
      expect(unpack(pack(record), storedLimits)).toEqual(plain);
      for (const { key } of changes.slice(0, 20)) {
        const id = idOf(`${key}`);
        expect([record[id], id in record, Object.hasOwn(record, id)]).toEqual([
          plain[id],
          id in plain,
          Object.hasOwn(plain, id),
        ]);
      }
    }),
    { numRuns: 60 },
  );
});

it('leaves the one before as it was, and can be written to by nobody', () => {
  const before = withKey(filled(400), idOf('0'), -1);
  const copy = { ...before };
  withoutKey(withKey(before, idOf('1'), -2), idOf('2'));
  expect({ ...before }).toEqual(copy);
  expect(() => {
    before[idOf('3')] = 7;
  }).toThrow(TypeError);
  expect([before.constructor, 'nothing' in before]).toEqual([Object, false]);
});

it('costs little to change, however large it is', () => {
  const size = 20_000;
  const timed = (times: number, change: (record: Record<string, number>, index: number) => Record<string, number>) => {
    let record: Record<string, number> = withKey(filled(size), idOf('0'), 0);
    const began = performance.now();
    for (let i = 0; i < times; i++) record = change(record, i);
    return (performance.now() - began) / times;
  };
  const ours = () => timed(500, (record, index) => withKey(record, idOf(`${index}`), index));
  const copied = timed(5, (record, index) => ({ ...record, [idOf(`${index}`)]: index }));
  expect(Math.min(ours(), ours())).toBeLessThan(copied / 20);
});
