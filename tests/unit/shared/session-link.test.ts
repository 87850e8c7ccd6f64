import { expect, test } from 'vitest';
import { parseInviteLink } from '../../../src/shared/invite-link.ts';
import { faultOfLink } from '../../../src/shared/session-link.ts';
import { formatWatchLink } from '../../../src/shared/watch-link.ts';

const session = 'A'.repeat(22);
const secret = 'b'.repeat(43);

test('an invite link is known by its form', () => {
  expect(faultOfLink(`https://192.0.2.1:4321/#session=${session}&invite=${secret}`)).toBeNull();
  expect(faultOfLink(`  http://127.0.0.1:4321/#session=${session}&invite=${secret}\n`)).toBeNull();
  for (const wrong of ['', 'hello', 'https://example.org/', `https://example.org/#session=${session}`, 'javascript:1'])
    expect(faultOfLink(wrong), wrong).toMatch(/not an invite link/);
});

test('an invite link that was broken into lines on its way is still one', () => {
  const link = `https://192.0.2.1:4321/#session=${session}&invite=${secret}`;
  for (const broken of [link.replace('&', '\n&'), link.replace('bbb', 'b b%20b'), link.replace('#', ' #')]) {
    expect(faultOfLink(broken), broken).toBeNull();
    expect(parseInviteLink(broken)).toMatchObject({ session, invite: secret });
  }
  for (const cut of [link.slice(0, -30), link.slice(0, link.indexOf('&')), link.replace('session=A', 'session=')])
    expect(faultOfLink(cut), cut).toMatch(/Copy it whole/);
});

test('a link to a recording is taken where an invite link is', () => {
  const link = formatWatchLink({ origin: 'https://192.0.2.1:4321', session, watch: secret, pin: null });
  expect(faultOfLink(` ${link}\n`)).toBeNull();
  expect(faultOfLink(`javascript:1#session=${session}&watch=${secret}`)).toMatch(/not an invite link/);
  expect(faultOfLink(`https://example.org/#session=${session}&watch=short`)).toMatch(/not an invite link/);
});
