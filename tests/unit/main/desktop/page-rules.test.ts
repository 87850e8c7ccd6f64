import { describe, expect, test } from 'vitest';
import {
  certificateVerdicts,
  destinationOf,
  judgeCertificate,
  mayHave,
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
    expect(mayHave('media', `${origin}/`, origin)).toBe(true);
    expect(mayHave('notifications', `${origin}/x`, origin)).toBe(true);
    expect(mayHave('clipboard-sanitized-write', origin, origin)).toBe(true);
    expect(mayHave('media', 'https://example.org/', origin)).toBe(false);
    expect(mayHave('media', '', origin)).toBe(false);
    for (const permission of ['geolocation', 'clipboard-read', 'usb', 'openExternal', 'midi']) {
      expect(mayHave(permission, origin, origin)).toBe(false);
    }
  });
});

test('with a pin only that certificate will do; without one the usual authorities decide', () => {
  const fingerprint = `sha256/${Buffer.alloc(32, 7).toString('base64')}`;
  expect(judgeCertificate(fingerprint, '07'.repeat(32))).toBe(certificateVerdicts.accept);
  expect(judgeCertificate(fingerprint, '08'.repeat(32))).toBe(certificateVerdicts.refuse);
  expect(judgeCertificate(fingerprint, null)).toBe(certificateVerdicts.asUsual);
});
