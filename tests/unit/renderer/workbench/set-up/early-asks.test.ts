import { expect, it } from 'vitest';
import { guardEarlyAsks } from '../../../../../src/renderer/workbench/set-up/early-asks.ts';

/** A table of services, which begins with its own where somebody asks first, as the editors' does. */
function tableOf() {
  let named: unknown = null;
  const table = {
    get: (): unknown => {
      named ??= 'of a lone editor';
      return named;
    },
    initialize: (services: unknown): unknown => {
      named ??= services;
      return named;
    },
  };
  return table;
}

it('turns down who asks too early, so that the workbench starts with its own services', () => {
  const table = tableOf();
  guardEarlyAsks(table as never);
  expect(() => table.get()).toThrow(/do not stand yet/);
  expect(table.initialize('of the workbench')).toBe('of the workbench');
  expect([table.get(), table.initialize('of another')]).toEqual(['of the workbench', 'of the workbench']);
});

it('is needed: without it the first who asks decides', () => {
  const table = tableOf();
  table.get();
  expect(table.initialize('of the workbench')).toBe('of a lone editor');
});
