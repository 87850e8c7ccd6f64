import { describe, expect, test } from 'vitest';
import { parseDeepLink, parseInvite, returnLink } from '../../../../src/main/desktop/deep-link.ts';

const pin = 'ab'.repeat(32);

describe('a deep link', () => {
  test('becomes the https link that it stands for, with its pin', () => {
    const link = `ensemble://join/192.168.1.5:4321/j/x#invite=s3cret&pin=${pin}`;
    expect(parseDeepLink(link)).toEqual({ url: `https://192.168.1.5:4321/j/x#invite=s3cret&pin=${pin}`, pin });
  });

  test('stays plain on this machine alone', () => {
    expect(parseDeepLink('ensemble://join/localhost:4321/#invite=a')?.url).toBe('http://localhost:4321/#invite=a');
    expect(parseDeepLink('ensemble://join/192.168.1.5:4321/#invite=a')?.url).toMatch(/^https:/);
    expect(parseDeepLink(`ensemble://join/localhost:4321/#pin=${pin}`)?.url).toMatch(/^https:/);
  });

  test.each([
    'ensemble://open/etc/passwd',
    'ensemble://join/',
    'ensemble://join/user:pass@host/',
    'ensemble://join/host/?query=1',
    'ensemble://join/host/#pin=1234',
    'ensemble://join/host/#x="><script>',
    'javascript:alert(1)',
    `ensemble://join/host/${'a'.repeat(3000)}`,
  ])('like %s is refused', (link) => {
    expect(parseDeepLink(link)).toBeNull();
  });

  test('have a way back without the invite’s secret, which is a link itself', () => {
    const [session, invite] = ['s'.repeat(22), 'i'.repeat(43)];
    const target = parseDeepLink(`ensemble://join/host:1/x/#session=${session}&invite=${invite}&pin=${pin}`);
    const back = returnLink(target!);
    expect(back).toBe(`https://host:1/#session=${session}&pin=${pin}`);
    expect(parseInvite(back!)).toEqual({ url: back, pin });
    expect(returnLink({ url: `https://team.test/#session=${session}&invite=${invite}`, pin: null })).toBe(
      `https://team.test/#session=${session}`,
    );
    expect(returnLink({ url: 'https://team.test/#session=x', pin: null })).toBeNull();
  });

  test('may be pasted, like a web link', () => {
    expect(parseInvite(' https://team.test/j/1#invite=a ')).toEqual({
      url: 'https://team.test/j/1#invite=a',
      pin: null,
    });
    expect(parseInvite('http://team.test/j/1')).toBeNull();
    expect(parseInvite('http://127.0.0.1:99/#a')?.url).toBe('http://127.0.0.1:99/#a');
    expect(parseInvite('file:///etc/passwd')).toBeNull();
    expect(parseInvite('https://user@team.test/')).toBeNull();
    expect(parseInvite('ensemble://join/team.test/j/1')?.url).toBe('https://team.test/j/1');
  });
});
