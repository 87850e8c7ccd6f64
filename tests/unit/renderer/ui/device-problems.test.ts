import { expect, it } from 'vitest';
import { deviceProblem } from '../../../../src/renderer/ui/device-problems.ts';

const thrown = (name: string) => Object.assign(new Error('x'), { name });

it('says what to do where a device is not allowed, not there, or in use', () => {
  expect(deviceProblem(thrown('NotAllowedError'), 'microphone')).toMatch(/allow it beside the address/);
  expect(deviceProblem(thrown('NotFoundError'), 'camera')).toBe('No camera was found: plug one in and try again.');
  expect(deviceProblem(thrown('NotReadableError'), 'camera')).toMatch(/another program may have it/);
  expect(deviceProblem(thrown('NotAllowedError'), 'screen')).toMatch(/Press Share screen/);
  expect(deviceProblem('odd', 'camera')).toContain('odd');
});
