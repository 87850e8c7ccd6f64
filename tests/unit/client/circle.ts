import { expect } from 'vitest';
import type { TextDocument } from '../../../src/client/text-document.ts';
import { VirtualWorld } from '../../sim/virtual-world.ts';
import { documentOf, type Written } from './written.ts';

/** Several people with a log between them, in the order in which they send. */
export class Circle {
  readonly world = new VirtualWorld(1);
  readonly log: Written[] = [];
  readonly people = new Map<string, { document: TextDocument; applied: number; outbox: Written[] }>();

  join(name: string, author = name): TextDocument {
    const outbox: Written[] = [];
    const document = documentOf(author, this.world, (written) => outbox.push(written));
    this.people.set(name, { document, applied: 0, outbox });
    this.receive(name);
    document.markReady();
    return document;
  }

  /** Puts somebody's edits into the log. */
  send(author: string): void {
    const person = this.people.get(author)!;
    person.document.flush();
    this.log.push(...person.outbox.splice(0));
  }

  receive(author: string): void {
    const person = this.people.get(author)!;
    for (; person.applied < this.log.length; person.applied++) {
      const { entry, writer } = this.log[person.applied]!;
      person.document.applyLogged(entry, writer);
    }
  }

  /** Somebody's window is loaded anew, with the steps that it has kept as plain data. */
  reload(name: string): TextDocument {
    const { steps } = this.people.get(name)!.document;
    const kept = JSON.parse(JSON.stringify(steps)) as Parameters<typeof steps.load>[0];
    this.people.delete(name);
    const again = this.join(name);
    again.steps.load(kept);
    return again;
  }

  /** Everyone sends, in the order of joining, then everyone has everything. Gives the one text. */
  settle(): string {
    for (const author of this.people.keys()) this.send(author);
    for (const author of this.people.keys()) this.receive(author);
    const texts = [...this.people.values()].map(({ document }) => document.toString());
    expect(new Set(texts).size).toBe(1);
    return texts[0]!;
  }
}

export function insert(document: TextDocument, offset: number, insertText: string): void {
  document.edit([{ offset, deleteLength: 0, insertText }]);
}

export function remove(document: TextDocument, offset: number, deleteLength: number): void {
  document.edit([{ offset, deleteLength, insertText: '' }]);
}

/** Two people and the text that a third has brought. */
export function three(text: string): { circle: Circle; a: TextDocument; b: TextDocument } {
  const circle = new Circle();
  const a = circle.join('a');
  const b = circle.join('b');
  const seed = circle.join('seed');
  seed.edit([{ offset: 0, deleteLength: 0, insertText: text }]);
  expect(circle.settle()).toBe(text);
  return { circle, a, b };
}
