import { describe, expect, it } from 'vitest';
import { LastKnown } from '../../../../../src/renderer/workbench/files/last-known.ts';
import { EnsembleError } from '../../../../../src/shared/core/errors.ts';

const away = () => Promise.reject(new EnsembleError('disconnected', 'away'));

it('gives the last answer while the host is away, and the new one when it is back', async () => {
  const known = new LastKnown<string>();
  expect(await known.ask('a', async () => 'first')).toBe('first');
  expect(await known.ask('a', away)).toBe('first');
  expect(await known.ask('a', async () => 'second')).toBe('second');
  expect(await known.ask('a', away)).toBe('second');
});

it('tells what was never answered, and what the host itself refuses', async () => {
  const known = new LastKnown<string>();
  await expect(known.ask('b', away)).rejects.toMatchObject({ code: 'disconnected' });
  await known.ask('b', async () => 'there');
  const gone = () => Promise.reject(new EnsembleError('not-found', 'gone'));
  await expect(known.ask('b', gone)).rejects.toMatchObject({ code: 'not-found' });
});

describe('what each search asks first', () => {
  const busy = () => Promise.reject(new EnsembleError('too-fast', 'You have asked the host for too much at once.'));

  it('is known while the host turns down questions for being too many', async () => {
    const known = new LastKnown<string>();
    await known.ask('', async () => 'folder');
    expect(await known.ask('', busy)).toBe('folder');
    expect(await known.askBehind('', busy)).toBe('folder');
    expect(await known.askBehind('', busy)).toBe('folder');
  });

  it('is answered at once, and forgotten where it is gone', async () => {
    const known = new LastKnown<string>();
    await expect(known.askBehind('', busy)).rejects.toThrow();
    expect(await known.askBehind('', async () => 'folder')).toBe('folder');
    const gone = () => Promise.reject(new EnsembleError('not-found', 'gone'));
    expect(await known.askBehind('', gone)).toBe('folder');
    await new Promise((resolve) => setImmediate(resolve));
    await expect(known.askBehind('', gone)).rejects.toThrow('gone');
  });
});
