import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { obstacleTo } from '../../../src/client/agents/file-acts.ts';
import { acceptFile } from '../../../src/client/agents/judging-files.ts';
import { openFile } from '../../../src/client/shared-file.ts';
import type { FileAct } from '../../../src/shared/capabilities/file-proposals/kinds.ts';
import { McpStage } from './mcp-stage.ts';

/** Ada, and an agent that is to suggest what it would change, in a folder with these files. */
async function suggesting(files: Record<string, string>, prepare?: (stage: McpStage) => void) {
  const stage = await McpStage.open(files, prepare);
  const [ada, model] = await Promise.all([stage.person('Ada'), stage.agent()]);
  const agent = (await model.call('who')).facts.people.find(({ isYou }: { isYou?: boolean }) => isYou);
  const { person } = Object.values(ada.state.participants).find(({ name }) => name === agent.name)!;
  await ada.publish('agent.restrained', { agent: person, suggests: true });
  await expect.poll(async () => (await model.call('session_status')).facts.suggestsEdits).toBe(true);
  const suggest = async (tool: string, wish: Record<string, unknown>) => {
    const { facts } = await model.call(tool, wish);
    await ada.until(({ fileProposals }) => fileProposals[facts.proposal] !== undefined);
    return ada.state.fileProposals[facts.proposal]!;
  };
  return { stage, ada, model, suggest };
}

it('folders and files that are no text are suggested, and done only as long as they hold what the agent saw', {
  timeout: 90_000,
}, async () => {
  const { stage, ada, model, suggest } = await suggesting({
    'attic/a.txt': 'a\n',
    'attic/deep/b.txt': 'b\n',
    'linked/c.txt': 'c\n',
  });
  writeFileSync(join(stage.folder, 'sound.bin'), Uint8Array.of(0, 255, 0));
  symlinkSync('c.txt', join(stage.folder, 'linked/link.txt'));
  const made = await suggest('create', { path: 'empty', kind: 'folder' });
  const moved = await suggest('move', { from: 'attic', to: 'cellar' });
  const gone = await suggest('delete', { path: 'attic', recursive: true });
  const sound = await suggest('delete', { path: 'sound.bin' });
  expect([made, moved, gone, sound].map(({ act }) => act)).toMatchObject([
    { is: 'createFolder', path: 'empty' },
    { is: 'move', from: 'attic', to: 'cellar' },
    { is: 'delete', path: 'attic', of: 'folder' },
    { is: 'delete', path: 'sound.bin', of: 'bytes' },
  ]);
  const refused = [
    await model.call('delete', { path: 'attic' }),
    await model.call('delete', { path: 'linked', recursive: true }),
  ];
  expect(refused.map(({ words }) => words)).toEqual([
    expect.stringContaining('say recursive'),
    expect.stringContaining('linked/link.txt is a link'),
  ]);
  const done: string[] = [];
  const run = async (act: FileAct) => done.push(act.is) > 0;
  const accept = (proposal: typeof gone) => acceptFile(ada, proposal, run);
  const text = await openFile(ada, 'attic/deep/b.txt');
  text.edit([{ offset: 0, deleteLength: 0, insertText: 'unsaved ' }]);
  await ada.settled();
  await ada.until(({ documents }) => documents[text.ref]?.unsaved !== undefined);
  await expect(accept(gone)).rejects.toThrow('What is in attic has changed since its deletion was suggested');
  text.undo();
  await ada.settled();
  await ada.until(({ documents }) => (documents[text.ref]?.unsaved ?? []).length === 0);
  writeFileSync(join(stage.folder, 'sound.bin'), Uint8Array.of(1));
  await expect(accept(sound)).rejects.toThrow('The content of sound.bin has changed');
  writeFileSync(join(stage.folder, 'sound.bin'), Uint8Array.of(0, 255, 0));
  for (const each of [made, gone, sound]) expect(await accept(each)).toBe(true);
  expect(done).toEqual(['createFolder', 'delete', 'delete']);
  stage.write('cellar/x.txt', 'x\n');
  await expect(accept(moved)).rejects.toThrow('cellar is there already');
});

it('an agent hears why what it suggests cannot be done, and people see it of what comes all the same', {
  timeout: 90_000,
}, async () => {
  const { stage, ada, model, suggest } = await suggesting({ 'a.txt': 'a\n', 'fixed/b.txt': 'b\n' }, ({ folder }) => {
    mkdirSync(join(folder, '..', 'outside'));
    symlinkSync('../outside', join(folder, 'out'));
    chmodSync(join(folder, 'fixed'), 0o555);
  });
  onTestFinished(() => chmodSync(join(stage.folder, 'fixed'), 0o755));
  const told = [
    await model.call('create', { path: 'out/new.txt', text: 'x' }),
    await model.call('create', { path: 'fixed/deep/new.txt', text: 'x' }),
    await model.call('move', { from: 'fixed/b.txt', to: 'b.txt' }),
    await model.call('create', { path: `${'n'.repeat(256)}.txt`, text: 'x' }),
    await model.call('create', { path: 'a.txt/new.txt', text: 'x' }),
  ];
  for (const { words } of told) expect(words).toContain('cannot be done');
  expect(told.map(({ words }) => words)).toEqual([
    expect.stringContaining('link'),
    expect.stringContaining('fixed is read-only on the host’s disk'),
    expect.stringContaining('fixed is read-only on the host’s disk'),
    expect.stringContaining('name'),
    expect.stringContaining('file'),
  ]);
  const { act } = await suggest('create', { path: 'later/new.txt', text: 'x' });
  expect(await obstacleTo(ada, act)).toBe(null);
  symlinkSync('../outside', join(stage.folder, 'later'));
  expect((await obstacleTo(ada, act))?.code).toBe('outside-folder');
});
