import { expect, test } from 'vitest';
import { askInSteps, type StepPlace } from '../../../../src/renderer/features/sharing/steps.ts';
import { whereItWorks } from '../../../../src/renderer/features/sharing/where-it-works.ts';

test('steps come one after another, back leads to the one before, and leaving ends all', async () => {
  const asked: StepPlace[] = [];
  const saying = (answers: (string | null | undefined)[]) => async (at: StepPlace) => {
    asked.push(at);
    return answers.shift();
  };
  expect(await askInSteps<[string, string]>(saying(['viewer', 'editor']), saying([null, 'ask']))).toEqual([
    'editor',
    'ask',
  ]);
  expect(asked.map(({ step, totalSteps }) => `${step}/${totalSteps}`)).toEqual(['1/2', '2/2', '1/2', '2/2']);
  expect(await askInSteps<[string, string]>(saying(['viewer']), saying([undefined]))).toBeUndefined();
});

test('where a link works is said with the warning of a certificate that no browser knows', () => {
  const at = (way: 'ssh' | 'cloudflared') => whereItWorks({ reached: { way, origin: 'https://a.example' } });
  expect(whereItWorks({ reached: null })).toMatch(
    /works on this network, until you choose “Reach from Elsewhere…”.*warns once/,
  );
  expect(at('ssh')).toMatch(/a\.example.*warns once/);
  expect(at('cloudflared')).toBe('The link works wherever https://a.example is reached.');
});
