import { expect, it } from 'vitest';
import * as Y from 'yjs';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import { SeenTexts } from '../../../../src/main/documents/seen-texts.ts';

/** A document of the log, and windows that have typed in copies of it. */
function stage() {
  const log = new Y.Doc();
  log.getText('text').insert(0, 'one two');
  const owners = new Map<number, string>();
  const known = {
    clockOf: (client: number) => Y.getState(log.store, client),
    ownerOf: (client: number) => owners.get(client),
  };
  const document = { yText: log.getText('text'), known, toString: () => log.getText('text').toString() };
  const seen = new SeenTexts();
  const window = (replica: string) => {
    const own = new Y.Doc();
    owners.set(own.clientID, replica);
    const hear = () => Y.applyUpdate(own, Y.encodeStateAsUpdate(log));
    hear();
    const unsent = () => Y.encodeStateAsUpdate(own, Y.encodeStateVector(log));
    return {
      hear,
      text: own.getText('text'),
      send: () => Y.applyUpdate(log, unsent()),
      seen: (by = replica) =>
        seen.textOf(document as unknown as TextDocument, { update: unsent(), replica: by, isOwn: false }),
    };
  };
  return { window };
}

it('gives each window its own unsent edits, with the log’s', () => {
  const { window } = stage();
  const [ada, bob] = [window('ada'), window('bob')];
  ada.text.insert(0, 'Ada ');
  expect(ada.seen()).toBe('Ada one two');
  ada.text.delete(4, 4);
  expect(ada.seen()).toBe('Ada two');
  bob.text.insert(7, ' Bob');
  expect(bob.seen()).toBe('one two Bob');
  bob.send();
  bob.text.insert(11, '!');
  expect(ada.seen()).toBe('Ada two Bob');
  ada.send();
  expect(ada.seen()).toBe('Ada two Bob');
  expect(bob.seen()).toBe('Ada two Bob!');
});

it('keeps nothing of edits that went away before the log had them', () => {
  const { window } = stage();
  const before = window('ada');
  before.text.insert(0, 'refused ');
  before.text.delete(8, 3);
  expect(before.seen()).toBe('refused  two');
  const after = window('ada');
  expect(after.seen()).toBe('one two');
  after.text.insert(7, '.');
  expect(after.seen()).toBe('one two.');
});

it('refuses edits under somebody else’s name', () => {
  const { window } = stage();
  const ada = window('ada');
  ada.text.insert(0, 'Ada ');
  expect(() => ada.seen('bob')).toThrow(/an id of somebody else/);
});
