import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SharedFolder, windowOf } from '../host/host-fixture.ts';
import { openShell } from './attached.ts';

const shells = ['/bin/bash', '/usr/bin/zsh', '/usr/bin/fish'].filter(existsSync);

describe.each(shells)('%s', (program) => {
  it('marks its commands where it is asked to, and keeps our command on the path', async () => {
    const shared = new SharedFolder({ 'a.txt': 'a' });
    const { folder } = shared;
    const host = await shared.host();
    const { direct } = await windowOf(host.host.url);
    const env = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
    const shell = await openShell(direct, { program, args: [], marksCommands: true, nonce: 'word', env });
    await shell.shows('\x1b]633;B');
    expect(shell.text).toContain('\x1b]633;P;HasRichCommandDetection=True');
    expect(shell.text).toMatch(/\]633;P;Cwd=\/[\s\S]*\]633;A/);
    await shell.type('cat a\\;b # x\r');
    await shell.shows(/\]633;E;cat a\\\\\\x3bb # x;word[\s\S]*\]633;C[\s\S]*\]633;D;1[\s\S]*\]633;A[\s\S]*\]633;B/);
    await shell.type('command -v ensemble; echo "marks=$ENSEMBLE_MARKS$ZDOTDIR."\r');
    await shell.shows(/\/bin\/ensemble[\s\S]*marks=\./);
  }, 30_000);
});
