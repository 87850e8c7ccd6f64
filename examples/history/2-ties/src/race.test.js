import assert from 'node:assert/strict';
import { test } from 'node:test';
import { places } from './race.js';

/** @param {string} name @param {number} speed */
const boat = (name, speed) => ({ name, colour: '#17bebb', speed });

test('the fastest boat wins', () => {
  const [first] = places([boat('Ada', 1), boat('Grace', 1.3)], 100, 1);
  assert.equal(first?.name, 'Grace');
});

test('boats with the same time share a place', () => {
  const ranks = places([boat('Ada', 1), boat('Grace', 1.3), boat('Lin', 1.3)], 100, 1).map(({ rank }) => rank);
  assert.deepEqual(ranks, [1, 1, 3]);
});
