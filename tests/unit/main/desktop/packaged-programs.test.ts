import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inProject } from '../../../../scripts/lib/project.mjs';

/**
 * Answer of each file that starts a program: its way to find it in the packaged app, whose files lie in an archive that
 * the system does not look into. A new line needs such an answer, and its program is then looked for in
 * `tests/packages`.
 */
const found: Record<string, string> = {
  'src/cli/host-command.ts': 'our own Node: ownNodeEnvironment',
  'src/cli/open-browser.ts': 'a program of the system',
  'src/main/desktop/host-process.ts': 'our own Node: hostCommand',
  'src/main/documents/draft.ts': 'a program of the system: git',
  'src/main/git/git-program.ts': 'a program of the system: git',
  'src/cli/typed-git/look.ts': 'a program of the system: git',
  'src/cli/typed-git/run.ts': 'a program of the system: git',
  'src/cli/run/phase-process.ts': 'commands that a person has approved on this machine, by its shell',
  'src/main/languages/process/formatter.ts': 'a program that a setting names, of the system',
  'src/main/languages/process/server-process.ts':
    'beside the archive: servers/programs.ts, and our own Node for others',
  'src/main/machine/host-person.ts': 'a program of the system: git',
  'src/main/machine/login-environment.ts': 'a program of the system, and our own Node inside of it',
  'src/main/reach/tunnel.ts': 'a program of the system: cloudflared, tailscale or ssh',
  'src/main/agents/agent-link.ts': 'a program of the system: a coding agent that its owner has named',
  'src/main/reach/ways.ts': 'a program of the system: tailscale or ssh',
  'src/main/terminals/process-guard.ts': 'a program of the system: sh',
  'src/main/programs/program-group.ts': 'those that the files name which use it',
  'src/main/search/ripgrep.ts': 'beside the archive: ripgrep-program.ts',
};

/** Starts of a program, by Node or by our piece over it. */
const starts = /from 'node:child_process'|new ProgramGroup\(/;

/** Files that find the programs which others start. */
const finders: Record<string, string> = {
  'src/main/languages/process/server-process.ts': 'src/main/languages/servers/programs.ts',
  'src/main/search/ripgrep.ts': 'src/main/search/ripgrep-program.ts',
};

test('whatever is started is found in the packaged app, outside of its archive', () => {
  const starters = ['src', 'server'].flatMap((layer) =>
    readdirSync(inProject(layer), { recursive: true, encoding: 'utf8' })
      .map((path) => join(layer, path).replaceAll('\\', '/'))
      .filter((path) => /\.tsx?$/.test(path) && starts.test(readFileSync(inProject(path), 'utf8'))),
  );
  expect(starters.sort()).toEqual(Object.keys(found).sort());
  for (const path of starters.filter((each) => found[each]?.startsWith('beside')))
    expect(readFileSync(inProject(finders[path] ?? path), 'utf8')).toContain('outsideArchive(');
});
