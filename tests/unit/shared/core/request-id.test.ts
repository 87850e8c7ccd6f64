import { expect, it } from 'vitest';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { requestIdOf } from '../../../../src/shared/core/request-id.ts';

it.each([1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER])('finds %d', (id) => {
  expect(requestIdOf(pack({ id, params: { path: 'a' } }))).toBe(id);
  expect(requestIdOf(pack({ params: { path: 'a' }, id }))).toBe(id);
});

it.each([0, -1, 1.5, 'one', null, 2 ** 60, true])('finds none in %s', (id) => {
  expect(requestIdOf(pack({ id, params: {} }))).toBeNull();
  expect(requestIdOf(pack({ params: {}, id }))).toBeNull();
});

it.each([[7], [null], ['id'], [[1]], [{}]])('finds none in %j, which is no request', (value) => {
  expect(requestIdOf(pack(value))).toBeNull();
});
