import { expect, test } from 'vitest';
import { outsideArchive } from '../../../../src/shared/desktop/archive.ts';

test.each([
  ['/opt/Ensemble/resources/app.asar/node_modules/x/rg', '/opt/Ensemble/resources/app.asar.unpacked/node_modules/x/rg'],
  ['C:\\Ensemble\\resources\\app.asar\\x\\rg.exe', 'C:\\Ensemble\\resources\\app.asar.unpacked\\x\\rg.exe'],
  ['/opt/app.asar.unpacked/x/rg', '/opt/app.asar.unpacked/x/rg'],
  ['/home/ada/ensemble/node_modules/x/rg', '/home/ada/ensemble/node_modules/x/rg'],
])('a program that is named as %s is started as %s', (path, outside) => {
  expect(outsideArchive(path)).toBe(outside);
});
