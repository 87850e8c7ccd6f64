import { describe, expect, it, onTestFailed } from 'vitest';
import { parseInviteLink } from '../../../src/shared/invite-link.ts';
import type { RunningCommand } from './command-fixture.ts';
import { type Machine, StandAlone, type } from './stand-alone-stage.ts';

const files = { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'b\n', 'c.txt': 'c\n' };

/** A session of two who edit: Ada's machine hosts, Bob is a guest, Carol has a checkout of the same commit. */
class Scene {
  stage!: StandAlone;
  ada!: Machine;
  carol!: Machine;
  bob!: RunningCommand;
  host!: RunningCommand;
  session = '';

  static async open(): Promise<Scene> {
    const scene = new Scene();
    scene.stage = await StandAlone.open();
    scene.ada = scene.stage.machine('ada', files).commit();
    scene.carol = scene.stage.machine('carol').copyOf(scene.ada);
    const { host, link } = await scene.ada.host();
    scene.host = host;
    scene.session = parseInviteLink(link).session;
    scene.bob = scene.stage.join(link, 'bob');
    onTestFailed(() => console.error(`--- bob\n${scene.bob.output}\n--- ada\n${scene.host.output}`));
    return scene;
  }

  /** Has Bob say something, and waits for what comes of it. */
  async bobSays(line: string, answer: RegExp): Promise<RegExpExecArray> {
    const from = this.bob.output.length;
    this.bob.say(line);
    return this.bob.printed(answer, from);
  }

  takeOver(): Promise<{ host: RunningCommand }> {
    return this.carol.host('--session', this.session, '--take-over');
  }
}

describe('taking a session over', { timeout: 120_000 }, () => {
  it('keeps what was saved and unsaved though the checkout is behind, and takes in what only the checkout has', async () => {
    const scene = await Scene.open();
    await type(scene.bob, 'a.txt', 'saved at ada');
    await scene.bobSays('save a.txt', /^saved a.txt /m);
    await type(scene.bob, 'a.txt', 'unsaved');
    scene.carol.write('a.txt', 'one\ntwo, as carol has it\nthree\n');
    scene.carol.write('only-carols.txt', 'here\n');
    await scene.host.kill();
    await scene.takeOver();
    await scene.bobSays('wait a.txt "as carol has it"', /^/);
    await scene.bobSays('save a.txt', /^saved a.txt /m);
    const text = 'one\ntwo, as carol has it\nthree\nsaved at ada\nunsaved\n';
    expect(scene.carol.read('a.txt')).toBe(text);
    expect(scene.ada.read('a.txt')).toBe('one\ntwo\nthree\nsaved at ada\n');
    await scene.bobSays('files', /only-carols.txt/);
  });

  it('never has text twice that the checkout has as well', async () => {
    const scene = await Scene.open();
    await type(scene.bob, 'a.txt', 'saved at ada');
    await scene.bobSays('save a.txt', /^saved a.txt /m);
    scene.carol.write('a.txt', scene.ada.read('a.txt'));
    await scene.host.kill();
    await scene.takeOver();
    await type(scene.bob, 'a.txt', 'after');
    await scene.bobSays('save a.txt', /^saved a.txt /m);
    expect(scene.carol.read('a.txt')).toBe('one\ntwo\nthree\nsaved at ada\nafter\n');
  });

  it('makes the old host a guest when it starts again: its folder is not written, and is kept as a draft', async () => {
    const scene = await Scene.open();
    await type(scene.bob, 'a.txt', 'from bob');
    await scene.host.kill();
    await scene.takeOver();
    scene.ada.write('b.txt', 'changed at ada\n');
    const again = scene.ada.start();
    await again.printed(/^ready: /m);
    expect(again.output).toMatch(/hosts this session now\. .* a draft is in the branch ensemble\/draft-/);
    const [, branch] = /the branch (\S+?)\./.exec(again.output)!;
    expect(scene.ada.git('show', `${branch}:b.txt`)).toBe('changed at ada');
    expect([scene.ada.git('status', '--porcelain'), scene.ada.git('branch', '--show-current')]).toEqual([
      'M b.txt',
      'main',
    ]);
    await scene.bobSays('save a.txt', /^saved a.txt /m);
    await scene.bobSays('print b.txt', /^b$/m);
    expect([scene.ada.read('a.txt'), scene.carol.read('a.txt')]).toEqual([
      files['a.txt'],
      `${files['a.txt']}from bob\n`,
    ]);
  });

  it('makes the old host a guest when it wakes: nothing of its disk goes into the session any more', async () => {
    const scene = await Scene.open();
    await type(scene.bob, 'a.txt', 'from bob');
    scene.host.signal('SIGSTOP');
    await scene.takeOver();
    scene.ada.write('a.txt', 'another branch altogether\n');
    scene.host.signal('SIGCONT');
    await scene.host.printed(/hosts this session now\. .* a draft is in the branch ensemble\/draft-/);
    await type(scene.bob, 'a.txt', 'and on');
    await scene.bobSays('save a.txt', /^saved a.txt /m);
    expect(scene.carol.read('a.txt')).toBe(`${files['a.txt']}from bob\nand on\n`);
    expect(scene.ada.read('a.txt')).toBe('another branch altogether\n');
  });

  it('is refused to who was not made an owner', async () => {
    const scene = await Scene.open();
    const ticket = 'a-ticket-that-nobody-has-shown';
    const link = scene.stage.hosts.replace(/token=[^&]+/, `ticket=${ticket}`);
    const eve = scene.carol.start('--server', link, '--session', scene.session, '--take-over');
    expect(await eve.ended()).toBe(1);
    expect(eve.output).toMatch(/invite link is not valid|ticket/);
  });
});
