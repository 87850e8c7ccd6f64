import { describe, expect, it } from 'vitest';
import { type HttpGuard, objectionTo } from '../../../../server/gateway/http-guard.ts';
import { machineNames } from '../../../../server/gateway/machine-names.ts';

const guests: HttpGuard = { names: () => ['Team.Example', '192.0.2.7', '::1', 'fe80::1'], port: null };
const own: HttpGuard = { names: () => ['127.0.0.1', 'localhost'], port: 4321 };
const foreign = 'This address is not served under that name. Who started Ensemble here can name it with --address.';

describe("the guests' door", () => {
  it.each(['team.example', 'TEAM.example:8443', 'team.example.', '192.0.2.7:1', '[::1]:4321', '[FE80::1]'])(
    'is served as %s',
    (host) => {
      expect(objectionTo({ headers: { host } }, guests)).toBeNull();
    },
  );

  it.each([
    'evil.example',
    'team.example.evil.example',
    'team.example; script-src *',
    'team.example, evil.example',
    'team.example:80:80',
    'team.example@evil.example',
    '[::1',
    '',
    'x'.repeat(10_000),
  ])('is not served as %j', (host) => {
    expect(objectionTo({ headers: { host } }, guests)).toBe(foreign);
  });

  it('is served to its own pages only', () => {
    const from = (origin: string) => objectionTo({ headers: { host: 'team.example:8443', origin } }, guests);
    expect(from('https://team.example:8443')).toBeNull();
    expect(from('https://team.example')).toBe('Requests from other pages are not served.');
    expect(from('https://evil.example')).toBe('Requests from other pages are not served.');
    expect(from('http://[')).toBe('Requests from there are not served.');
  });
});

it.each(['127.0.0.1', '127.0.0.1:1', 'localhost:43210'])('a private door is not served as %s', (host) => {
  expect(objectionTo({ headers: { host } }, own)).toBe('This address is not served under that name.');
});

it('knows this machine by its addresses', () => {
  const names = machineNames(['team.example'])();
  expect(names).toEqual(expect.arrayContaining(['team.example', 'localhost', '127.0.0.1', '::1']));
});
