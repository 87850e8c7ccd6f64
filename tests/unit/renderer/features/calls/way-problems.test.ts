import { expect, it } from 'vitest';
import { configurationOf } from '../../../../../src/renderer/features/calls/relays.ts';
import { refusalOf, wayProblem } from '../../../../../src/renderer/features/calls/way-problems.ts';

it('reads of the browser why a relay could not be used, and nothing from other servers', () => {
  const url = 'turn:relay.example.org:3478?transport=udp';
  expect([401, 403, 486, 701, 400].map((errorCode) => refusalOf({ errorCode, url }))).toEqual([
    'password',
    'password',
    'full',
    'unreachable',
    null,
  ]);
  expect(refusalOf({ errorCode: 701, url: 'stun:relay.example.org' })).toBeNull();
  expect(refusalOf({ errorCode: 701, url: null })).toBeNull();
});

it('says in words to whom no way is found, and what can be done', () => {
  expect(wayProblem('Ada', 'password', true)).toMatch(/^No way to Ada .*does not take this session's password/);
  expect(wayProblem('Ada', 'unreachable', true)).toMatch(/is not reached/);
  expect(wayProblem('Ada', null, false)).toMatch(/a VPN helps/);
  expect(wayProblem('Ada', null, true)).toMatch(/tried again/);
});

it('sends nothing past the relays where the session says so', () => {
  const servers = [{ urls: ['turn:x'], username: 'u', credential: 'c' }];
  expect(configurationOf({ servers, relayOnly: true, validMs: 1 })).toEqual({
    iceServers: servers,
    iceTransportPolicy: 'relay',
  });
  expect(configurationOf({ servers: [], relayOnly: false, validMs: null })).toEqual({
    iceServers: [],
    iceTransportPolicy: 'all',
  });
});
