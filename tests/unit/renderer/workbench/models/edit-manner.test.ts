import { expect, it } from 'vitest';
import { mannerOf } from '../../../../../src/renderer/workbench/models/edit-manner.ts';

const event = (source: string, more: object = {}) => ({ detailedReasons: [{ metadata: { source, ...more } }] });

it('tells what was typed, pasted and formatted apart by what the editor says of an edit', () => {
  expect(mannerOf(event('cursor', { kind: 'type' }), false)).toBe('typed');
  expect(mannerOf(event('cursor', { kind: 'paste' }), false)).toBe('pasted');
  expect(mannerOf(event('unknown', { name: 'formatEditsCommand' }), false)).toBe('formatted');
  expect(mannerOf(event('unknown', { name: null }), true)).toBe('formatted');
  expect(mannerOf(event('cursor', { kind: 'type' }), true)).toBe('typed');
  expect(mannerOf(event('rename'), false)).toBe('typed');
  expect(mannerOf({}, false)).toBe('typed');
});
