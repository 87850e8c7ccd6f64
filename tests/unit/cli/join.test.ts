import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFailed } from 'vitest';
import { RunningCommand, temporaryFolder } from './command-fixture.ts';

class Stage {
  readonly #base = temporaryFolder();
  readonly folder = join(this.#base, 'project');

  constructor() {
    mkdirSync(this.folder);
    writeFileSync(join(this.folder, 'a.txt'), 'seed\n');
  }

  get text(): string {
    return readFileSync(join(this.folder, 'a.txt'), 'utf8');
  }

  async host(): Promise<{ host: RunningCommand; link: string }> {
    const options = ['--share', '--admit-everyone', '--address', '127.0.0.1', '--port', '0', '--no-open'];
    const host = new RunningCommand(['host', this.folder, ...options], join(this.#base, 'home'));
    const [, link] = await host.printed(/^invite: (\S+)$/m);
    await host.printed(/^ready: /m);
    return { host, link: link! };
  }

  /** A participant with a memory of its own, who follows a script, or what it is told. */
  join(link: string, name: string, script?: readonly string[]): RunningCommand {
    const file = join(this.#base, `${name}.script`);
    if (script) writeFileSync(file, `${script.join('\n')}\n`);
    const args = ['join', link, '--name', name, '--quiet', ...(script ? ['--script', file] : [])];
    return new RunningCommand(args, join(this.#base, `${name}-home`));
  }
}

const everyLine = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name} ${i}`);

describe('ensemble join', { timeout: 60_000 }, () => {
  it('lets two scripts edit one file at the same time; the disk has what both wrote', async () => {
    const stage = new Stage();
    const { link } = await stage.host();
    const script = (name: string, other: string) => [
      'open a.txt',
      ...everyLine(name, 20).map((line) => `append a.txt ${JSON.stringify(`${line}\n`)}`),
      `wait a.txt ${JSON.stringify(`${other} 19\n`)}`,
      'save a.txt',
    ];
    const both = [stage.join(link, 'ada', script('ada', 'bob')), stage.join(link, 'bob', script('bob', 'ada'))];
    for (const client of both) expect([await client.ended(), client.output]).toEqual([0, expect.anything()]);
    const lines = stage.text.split('\n');
    for (const name of ['ada', 'bob']) {
      const mine = lines.filter((line) => line.startsWith(name));
      expect(mine).toEqual(everyLine(name, 20));
    }
    expect(lines.filter((line) => line === 'seed')).toHaveLength(1);
  });

  it('says in words that a link is not one, with exit code 1', async () => {
    const stage = new Stage();
    const client = stage.join('https://127.0.0.1:1/', 'ada', []);
    expect(await client.ended()).toBe(1);
    expect(client.output).toContain('This is not an invite link');
  });

  it('loses nothing when the host is killed in the middle of typing; link and text are the same afterwards', async () => {
    const stage = new Stage();
    const first = await stage.host();
    const eve = stage.join(first.link, 'eve');
    onTestFailed(() => console.error(eve.output));
    eve.say('open a.txt');
    const taken: string[] = [];
    /** Types a line and waits until the command has dealt with it; what it took without an error is promised. */
    const type = async (word: string) => {
      const from = eve.output.length;
      eve.say(`append a.txt ${JSON.stringify(`${word}\n`)}`);
      eve.say('people');
      await eve.printed(/^eve \(editor\)$/m, from);
      if (!eve.output.slice(from).includes('error: ')) taken.push(word);
    };
    for (let i = 0; i < 10; i++) await type(`before-${i}`);
    const killed = first.host.kill();
    for (let i = 0; i < 5; i++) await type(`amid-${i}`);
    await killed;
    const from = eve.output.length;
    const second = await stage.host();
    expect(second.link).toBe(first.link);
    await eve.printed(/^status: online$/m, from);
    // Until the news of the new host is here, requests still go to the old one and are turned down.
    for (let i = 0; !taken.some((word) => word.startsWith('after')); i++) await type(`after-${i}`);
    eve.say('save a.txt');
    await eve.printed(/^saved a.txt /m);
    eve.say('leave');
    await eve.ended();
    const lines = stage.text.trimEnd().split('\n');
    expect(taken.length).toBeGreaterThanOrEqual(11);
    expect(lines).toEqual(['seed', ...lines.slice(1).filter((line) => line !== 'seed')]);
    for (const word of taken) expect(lines.filter((line) => line === word)).toHaveLength(1);
  });
});
