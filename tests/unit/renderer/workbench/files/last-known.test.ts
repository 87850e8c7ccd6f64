import { expect, it } from 'vitest';
import { LastKnown } from '../../../../../src/renderer/workbench/files/last-known.ts';
import { EnsembleError } from '../../../../../src/shared/protocol/errors.ts';

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
