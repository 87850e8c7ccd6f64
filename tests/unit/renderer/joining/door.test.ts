import { expect, test } from 'vitest';
import { describeDoor, lookThroughDoor } from '../../../../src/renderer/features/joining/door.ts';
import { endWords, progressWords } from '../../../../src/renderer/features/joining/outcomes.ts';
import { invalidInviteWords } from '../../../../src/shared/invite-link.ts';

const address = { origin: 'https://host.test', session: 'A'.repeat(22), invite: 'secret' };
const view = { folder: 'boats', people: ['Ada'], role: 'editor' as const, open: true, asks: true, recorded: false };

const answering = (status: number, body: unknown) => async (input: unknown, init?: RequestInit) => {
  expect(String(input)).toBe(`https://host.test/door?session=${address.session}`);
  expect(new Headers(init?.headers).get('authorization')).toBe('Bearer secret');
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
};

test('the door shows what is behind it, and the invite travels in a header only', async () => {
  expect(await lookThroughDoor(address, answering(200, view))).toEqual({ is: 'seen', view });
});

test('a link that is not valid is told in the words of the server', async () => {
  const message = invalidInviteWords;
  expect(await lookThroughDoor(address, answering(404, { message }))).toEqual({ is: 'invalid', message });
  expect(await lookThroughDoor(address, answering(403, 'forbidden'))).toMatchObject({ is: 'invalid' });
});

test('a server that does not answer, or answers nonsense, is out of reach', async () => {
  expect(await lookThroughDoor(address, () => Promise.reject(new TypeError('failed')))).toEqual({ is: 'unreachable' });
  expect(await lookThroughDoor(address, answering(502, 'bad gateway'))).toEqual({ is: 'unreachable' });
  expect(await lookThroughDoor(address, answering(200, '<html>'))).toEqual({ is: 'unreachable' });
});

test('one reads who is in and what one will be able to do', () => {
  expect(describeDoor(view)).toEqual({
    who: 'Ada is in it.',
    able: 'You come as an editor: you can look at the files, edit and save them and follow others. The host is asked to let you in.',
    note: '',
  });
  expect(describeDoor({ ...view, people: [], role: 'viewer', asks: false })).toEqual({
    who: 'Nobody is in it right now.',
    able: 'You come as a viewer: you can look at the files and follow others, but take no part in comments and calls.',
    note: '',
  });
  expect(describeDoor({ ...view, recorded: true }).note).toMatch('is being recorded');
  expect(describeDoor({ ...view, people: ['A', 'B', 'C', 'D', 'E'] }).who).toBe('A, B and 3 others are in it.');
});

test('each way to be turned down has words of its own', () => {
  const titles = (['denied', 'removed', 'ended', 'bad-credential', 'version', 'internal'] as const).map(
    (code) => endWords({ code, message: 'Because.' }).title,
  );
  expect(new Set(titles).size).toBe(titles.length);
  expect(endWords({ code: 'removed', message: 'The host has removed you.' }).text).toBe('The host has removed you.');
  expect(progressWords({ is: 'waiting', message: 'Waiting for the host to let you in…' })).toMatch(/^Waiting/);
});
