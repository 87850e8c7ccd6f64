import { describe, expect, it } from 'vitest';
import {
  builtInTemplates,
  sessionTemplate,
  viewCommands,
} from '../../../../src/renderer/features/templates/session-template.ts';
import { readTemplate } from '../../../../src/renderer/features/templates/template-file.ts';
import { leastCpuMs } from '../../../lib/cpu-time.ts';

describe('a template of a session', () => {
  it('is read with what it says, and with defaults for the rest', () => {
    const text =
      '# of the team\nname: Kata\nguests: reviewer\nadmit: known\nmode: mob\nminutes: 4\nshow: [chat, terminal]\n';
    expect(readTemplate(text)).toEqual({
      template: {
        name: 'Kata',
        description: '',
        guests: 'reviewer',
        admit: 'known',
        mode: 'mob',
        minutes: 4,
        record: false,
        show: ['chat', 'terminal'],
      },
    });
    expect(readTemplate('name: Short')).toMatchObject({
      template: { guests: 'editor', admit: 'ask', mode: 'together' },
    });
  });

  it.each([
    ['name: A\nguests: owner\n', 2, 'guests'],
    ['name: A\n\nminutes: 0\n', 3, 'minutes'],
    ['name: A\nshow:\n  - chat\n  - kitchen\n', 4, 'show.1'],
    ['name: A\nrights: all\n', 2, 'rights'],
    ['name: ""\n', 1, 'name'],
    ['guests: editor\n', 1, 'name'],
    ['- a list\n', 1, 'The template'],
    ['', 1, 'The template'],
    ['name: A\nname: B\n', 2, 'unique'],
    ['name: [A\nguests: editor\n', 2, ''],
    ['name: &a A\ndescription: *a\n', 1, 'Aliases'],
  ])('that is wrong says where and why: %j', (text, line, words) => {
    const read = readTemplate(text);
    expect(read).toMatchObject({ line });
    expect((read as { message: string }).message).toContain(words);
  });

  it('of any text at all ends nothing', () => {
    const odd = [
      '\0',
      '%YAML 9.9\n---\n',
      '!!js/function "x"',
      '? [a]: b',
      `name: ${'x'.repeat(100)}`,
      '--- a\n--- b',
      '<<: {a: 1}',
    ];
    for (const text of odd) expect(readTemplate(text)).toHaveProperty('line');
  });
});

it('the kinds that everybody has are templates, with names of their own', () => {
  for (const each of builtInTemplates) expect(sessionTemplate.parse(each)).toEqual(each);
  expect(new Set(builtInTemplates.map(({ name }) => name)).size).toBe(builtInTemplates.length);
  expect(Object.keys(viewCommands)).toContain('people');
});

describe('a template that somebody made to harm', () => {
  const whole = (line: string) =>
    Array(Math.floor(19_900 / (line.length + 1)))
      .fill(line)
      .join('\n');

  it.each(['- ', '? ', ': ', '[', '{a: ', '{: ,', '"', '!', '[ ? ', '- [', '? {'])(
    'of nothing but %j is refused at once, in one line and in many',
    (piece) => {
      for (const text of [piece.repeat(9_000), whole(piece), whole(piece.repeat(Math.floor(399 / piece.length)))]) {
        expect(readTemplate(text)).toHaveProperty('message');
        expect(leastCpuMs(() => readTemplate(text), 2)).toBeLessThan(2_000);
      }
    },
  );

  it('gives nothing by keys of a prototype, merged keys, aliases or tags', () => {
    for (const text of [
      '__proto__:\n  admit: everybody\nname: A\n',
      '{"__proto__": {"admit": "everybody"}, "name": "A"}',
      'constructor: 1\nname: A\n',
      'x: &x {admit: everybody}\n<<: *x\nname: A\n',
      'a: &a [x, x]\nb: &b [*a, *a]\nname: *b\n',
      'name: !!binary aGVsbG8=\n',
      '? [a, b]\n: c\nname: A\n',
    ])
      expect(readTemplate(text), text).toHaveProperty('message');
  });
});
