import { readFileSync } from 'node:fs';
import { newId } from '../../src/shared/core/ids.ts';
import { SampleSession } from './sample-session.ts';
import { VirtualEnvironment } from './virtual-environment.ts';

const example = (path: string) =>
  readFileSync(new URL(`../../examples/history/1-race/${path}`, import.meta.url), 'utf8');

const [green, red, grey, plain] = ['\u001b[32m', '\u001b[31m', '\u001b[90m', '\u001b[0m'] as const;
const passed = (name: string) => `${green}✔ ${name}${plain} ${grey}(1.2 ms)${plain}\r\n`;
const failed = (name: string) => `${red}✖ ${name}${plain} ${grey}(1.8 ms)${plain}\r\n`;

/** Makes the sample recording: two people find that a race has no ties, write a test for it, and mend it. */
export async function boatRace(passphrase: string | null = null): Promise<Buffer> {
  const environment = new VirtualEnvironment(Date.UTC(2026, 4, 4, 8, 30), 20_260_504);
  const session = new SampleSession(environment);
  try {
    const files = { 'src/race.js': example('src/race.js'), 'src/race.test.js': example('src/race.test.js') };
    const grace = await session.open('boats', 'Grace', files);
    const recording = newId(environment);
    const title = 'A race of two boats';
    await session.say(() => grace.client.publish('recording.started', { title }, recording));
    await grace.look('src/race.js');
    const ada = await session.join('Ada');
    await ada.look('src/race.test.js');

    await ada.goTo("assert.equal(first?.name, 'Grace');\n});\n");
    await ada.type("\ntest('boats with the same time share a place', () => {\n");
    await ada.type("  const fleet = [boat('Ada', 1), boat('Grace', 1.3), boat('Lin', 1.3)];\n");
    await ada.type('  const ranks = places(fleet, 100).');
    await ada.takeBack(2);
    await ada.type(', 1).map(({ rank }) => rank);\n');
    await ada.type('  assert.deepEqual(ranks, [1, 1, 3]);\n});\n');
    await ada.save();

    const terminal = await session.terminal('tests');
    await terminal.write('$ node --test\r\n');
    await environment.pass(900);
    await terminal.write(passed('the fastest boat wins') + failed('boats with the same time share a place'));
    await terminal.write(`  ${red}+ [ 1, 2, 3 ]${plain}\r\n  ${green}- [ 1, 1, 3 ]${plain}\r\n`);
    await environment.pass(2_000);
    await ada.mark('Here the test fails: nobody has thought of ties');

    await ada.look('src/race.js');
    await grace.goTo('  times.sort((a, b) => a.seconds - b.seconds);\n');
    await grace.type('  // Boats with the same time share a place.\n');
    await grace.goTo('return times.map((time, ');
    await grace.takeBack('(time, '.length);
    await grace.type(
      '(time) => ({ rank: 1 + times.filter(({ seconds }) => seconds < time.seconds).length, ...time }));',
    );
    await ada.goTo('Places of a race, the winner');
    await ada.type('’s, or winners’, first.');
    await environment.pass(700);
    const rest = 'index) => ({ rank: index + 1, ...time }));';
    await grace.goTo(rest);
    await grace.takeBack(rest.length);
    await ada.goTo("winners’, first.'s first.");
    await ada.takeBack("'s first.".length);
    await grace.save();

    await terminal.write('$ node --test\r\n');
    await environment.pass(900);
    await terminal.write(passed('the fastest boat wins') + passed('boats with the same time share a place'));
    await environment.pass(1_500);
    const what = 'Let boats with the same time share a place';
    const commit = { term: 1, person: grace.person, act: 'committed' as const, repository: '', what, commit: null };
    await session.say(() => session.host.publish('git.done', commit));
    await grace.mark('Ties share a place');
    await environment.pass(2_000);
    await session.say(() => grace.client.publish('recording.stopped', {}, recording));
    return await session.export(recording, passphrase);
  } finally {
    await session.close();
  }
}
