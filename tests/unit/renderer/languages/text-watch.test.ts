import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextWatch } from '../../../../src/renderer/features/languages/text-watch.ts';
import { applyEdits } from '../../../../src/shared/text/edits.ts';
import { hashText } from '../../../../src/shared/text/hash.ts';

const insert = (offset: number, insertText: string) => ({ offset, deleteLength: 0, insertText });

describe('TextWatch', () => {
  it('finds the version that a hash names, and none for a text that never was', () => {
    const watch = new TextWatch('one');
    watch.note([insert(3, ' two')]);
    watch.note([insert(0, 'zero ')]);
    expect(watch.versionOf(hashText('one two'))).toBe(1);
    expect(watch.versionOf(hashText('zero one two'))).toBe(2);
    expect(watch.versionOf(hashText('three'))).toBeNull();
    watch.note([insert(0, '- ')]);
    expect(watch.versionOf(hashText('- zero one two'))).toBe(3);
  });

  it('carries a stretch along with its text, and not to text that others put beside it', () => {
    const watch = new TextWatch('let name = 1;');
    watch.note([insert(0, '// a line\n')]);
    watch.note([insert(14, 'x'), insert(18, 'y')]);
    const { start, end } = watch.carry(0, 4, 8)!;
    expect(watch.textAt(2).slice(start, end)).toBe('name');
  });

  it('gives up where somebody has changed the text itself', () => {
    const watch = new TextWatch('let name = 1;');
    watch.note([insert(6, 'x')]);
    expect(watch.carry(0, 4, 8)).toBeNull();
    expect(watch.carry(1, 4, 9)).toEqual({ start: 4, end: 9 });
    watch.break();
    expect(watch.carry(1, 4, 9)).toBeNull();
  });

  it('knows the text with the edits of others alone, about which the host answers while I type on', () => {
    const watch = new TextWatch('import a\n\nfo');
    watch.note([insert(12, 'o')], true);
    watch.note([insert(9, '// till')]);
    watch.note([insert(20, '(')], true);
    watch.note([insert(0, '// top\n')]);
    expect(watch.textAt(watch.version)).toBe('// top\nimport a\n// till\nfoo(');
    const version = watch.versionOf(hashText('import a\n// till\nfo'))!;
    expect(version).toBe(-1);
    expect(watch.carry(version, 8, 8)).toEqual({ start: 15, end: 15 });
    // My own letter went on with the word.
    expect(watch.carry(version, 17, 19)).toEqual({ start: 24, end: 26 });
    expect(watch.versionOf(hashText('import a\n\nfoo'))).toBe(1);
  });

  it('knows the text with some of my edits and later ones of others', () => {
    const watch = new TextWatch('a\n\nfo');
    watch.note([insert(2, '/')]);
    watch.note([insert(6, 'o')], true);
    watch.note([insert(3, '/')]);
    watch.note([insert(8, '(')], true);
    watch.note([insert(9, ')')], true);
    watch.note([insert(4, ' x')]);
    watch.note([insert(0, '-')]);
    expect(watch.textAt(watch.version)).toBe('-a\n// x\nfoo()');
    const version = watch.versionOf(hashText('a\n// x\nfoo'))!;
    expect(version).toBeLessThan(0);
    expect(watch.textAt(version)).toBe('a\n// x\nfoo');
    expect(watch.carry(version, 7, 10)).toEqual({ start: 8, end: 11 });
    expect(watch.carryOffset(version, 2)).toBe(3);
    expect(watch.carry(watch.versionOf(hashText('a\n/\nfo'))!, 4, 6)).toEqual({ start: 8, end: 10 });
    expect(watch.versionOf(hashText('a\n// x\nfoo)'))).toBeNull();
  });

  it('carries to the same characters, whatever is typed elsewhere', () => {
    const steps = fc.array(fc.record({ at: fc.nat(60), text: fc.string({ maxLength: 3 }), deletes: fc.nat(3) }));
    fc.assert(
      fc.property(steps, (all) => {
        const marked = 'aaaaaaaaaaaaaaaaaaaa<<KEEP>>bbbbbbbbbbbbbbbbbbbb';
        const watch = new TextWatch(marked);
        let text = marked;
        for (const { at, text: typed, deletes } of all) {
          const offset = Math.min(at, text.length);
          const edit = { offset, deleteLength: Math.min(deletes, text.length - offset), insertText: typed };
          const next = applyEdits(text, [edit]);
          const kept = text.indexOf('KEEP');
          if (offset < kept + 4 && offset + edit.deleteLength > kept) continue;
          if (next.split('KEEP').length !== 2) continue;
          watch.note([edit]);
          text = next;
        }
        const { start, end } = watch.carry(0, 22, 26)!;
        expect(text.slice(start, end)).toBe('KEEP');
      }),
    );
  });
});
