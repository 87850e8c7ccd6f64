import { expect, it } from 'vitest';
import { formatServerLink, isSafeOrigin, parseServerLink } from '../../../src/shared/server-link.ts';

const token = 'a-token-of-more-than-sixteen-letters';
const link = { origin: 'https://192.0.2.1:4321', pin: 'ab'.repeat(32), token, ticket: null, session: null };

it('reads what it writes', () => {
  expect(parseServerLink(formatServerLink(link))).toEqual(link);
  const person = { ...link, token: null, ticket: token, session: 'A'.repeat(22) };
  expect(parseServerLink(` ${formatServerLink(person)}\n`)).toEqual(person);
});

it('says in words what is no link, or would go over the network in the open', () => {
  for (const text of ['', 'https://192.0.2.1/', `ftp://192.0.2.1/#token=${token}`, 'https://192.0.2.1/#token=short'])
    expect(() => parseServerLink(text), text).toThrow(/session server/);
  expect(() => parseServerLink(`http://192.0.2.1/#token=${token}`)).toThrow(/https only/);
});

it.each([
  ['https://example.org', true],
  ['http://localhost:4', true],
  ['http://127.0.0.1:4', true],
  ['http://example.org', false],
  ['https://example.org/path', false],
  ['javascript:alert(1)', false],
  ['https://a@example.org', false],
])('%s may be dialled: %s', (origin, safe) => expect(isSafeOrigin(origin)).toBe(safe));
