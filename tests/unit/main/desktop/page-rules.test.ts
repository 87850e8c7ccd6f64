import { describe, expect, test } from 'vitest';
import {
  certificateVerdicts,
  destinationOf,
  devicesOf,
  fingerprintWords,
  judgeCertificate,
  permissionFor,
} from '../../../../src/main/desktop/page-rules.ts';

const origin = 'http://127.0.0.1:4000';

describe('a page', () => {
  test.each([
    [`${origin}/other#x`, 'stay'],
    ['http://127.0.0.1:4001/', 'nowhere'],
    ['https://example.org/docs', 'browser'],
    ['https://user:pass@example.org/', 'nowhere'],
    ['http://example.org/', 'nowhere'],
    ['file:///etc/passwd', 'nowhere'],
    ['javascript:alert(1)', 'nowhere'],
    ['ms-word:ofe|u|x', 'nowhere'],
    ['not a link', 'nowhere'],
  ])('that wants to go to %s: %s', (target, destination) => {
    expect(destinationOf(target, origin)).toBe(destination);
  });

  test('has few permissions, and only at home', () => {
    const of = (permission: string, url: string) => permissionFor(permission, { url, origin, guest: false });
    expect(of('media', `${origin}/`)).toBe('yes');
    expect(of('notifications', `${origin}/x`)).toBe('yes');
    expect(of('clipboard-sanitized-write', origin)).toBe('yes');
    expect(of('media', 'https://example.org/')).toBe('no');
    expect(of('media', '')).toBe('no');
    for (const permission of ['geolocation', 'midiSysex', 'usb', 'openExternal', 'midi', 'toString']) {
      expect(of(permission, origin)).toBe('no');
    }
  });

  test('of somebody else has no permission that nobody was asked for', () => {
    const of = (permission: string, url = origin) => permissionFor(permission, { url, origin, guest: true });
    for (const permission of ['media', 'display-capture', 'notifications', 'clipboard-sanitized-write', 'fullscreen'])
      expect(of(permission)).toBe('ask');
    expect(of('media', 'https://example.org/')).toBe('no');
    expect(of('geolocation')).toBe('no');
    expect(devicesOf('media', { mediaTypes: ['audio'] })).toEqual(['microphone']);
    expect(devicesOf('media', { mediaTypes: ['audio', 'video'] })).toEqual(['camera', 'microphone']);
    expect(devicesOf('media')).toEqual(['camera', 'microphone']);
  });
});

test('a fingerprint is written in groups', () => {
  expect(fingerprintWords('ab12cd34')).toBe('AB12 CD34');
});

test('with a pin only that certificate will do; without one the usual authorities decide', () => {
  const fingerprint = `sha256/${Buffer.alloc(32, 7).toString('base64')}`;
  expect(judgeCertificate(fingerprint, '07'.repeat(32))).toBe(certificateVerdicts.accept);
  expect(judgeCertificate(fingerprint, '08'.repeat(32))).toBe(certificateVerdicts.refuse);
  expect(judgeCertificate(fingerprint, null)).toBe(certificateVerdicts.asUsual);
});
