import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leader, positionOf } from './fleet.ts';

const ada = { name: 'Ada', colour: '#e4572e', speed: 1 };
const grace = { name: 'Grace', colour: '#17bebb', speed: 1.3 };

test('the fastest boat leads', () => {
  assert.equal(leader([ada, grace]), grace);
});

test('a boat starts in the harbour and comes back around', () => {
  assert.equal(positionOf(ada, 0, 1, 400).x, 0);
  assert.equal(positionOf(ada, 10, 1, 400).x, 0);
});
