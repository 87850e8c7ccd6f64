import { describe, expect, it } from 'vitest';
import { openFile } from '../../../src/client/shared-file.ts';
import { McpStage } from './mcp-stage.ts';

const mast =
  '---\n# By hand.\ntitle: Mend the mast\nstatus: todo\npaths: [src/x.ts]\ncolour: red\n---\n\n- [x] Look\n- [ ] Mend\n';
const files = {
  'src/x.ts': 'export const x = 1;\n',
  '.tasks/aaaaaaaa-mast.md': mast,
  '.tasks/broken.md': '---\ntitle: [\n---\n',
};

describe('the tasks of ensemble mcp', { timeout: 90_000 }, () => {
  it('are listed with their holders, made, and changed by edits that leave what people wrote', async () => {
    const stage = await McpStage.open(files);
    const [ada, model] = await Promise.all([stage.person('Ada'), stage.agent()]);
    const listed = (await model.call('task_list')).facts;
    expect(listed).toMatchObject({
      count: 1,
      tasks: [{ task: 'aaaaaaaa', title: 'Mend the mast', status: 'todo', criteria: '1 of 2 done' }],
      notUnderstood: [{ path: '.tasks/broken.md' }],
    });
    const made = (await model.call('task_create', { title: 'Paint: the boat', body: '- [ ] Twice' })).facts;
    expect(stage.text(made.path)).toMatch(/^title: "Paint: the boat"\n[\s\S]*^- \[ \] Twice$/m);
    const document = await openFile(ada, '.tasks/aaaaaaaa-mast.md');
    document.edit([{ offset: mast.indexOf('# By hand'), deleteLength: 0, insertText: '# Unsaved.\n' }]);
    await ada.settled();
    await model.call('task_update', { task: 'aaaaaaaa', status: 'in-progress', priority: 'high', paths: [] });
    const text = stage.text('.tasks/aaaaaaaa-mast.md');
    expect(text).toContain(
      '# Unsaved.\n# By hand.\ntitle: Mend the mast\nstatus: in-progress\npaths: []\ncolour: red\n',
    );
    expect(text.match(/^priority: .*$/gm)).toEqual(['priority: high']);
    const { tasks } = (await model.call('task_list', { status: 'in-progress' })).facts;
    expect(tasks).toMatchObject([{ task: 'aaaaaaaa', priority: 'high' }]);
  });

  it('are claimed by one at a time, with locks of the files that they name, and given up with these', async () => {
    const stage = await McpStage.open(files);
    const [one, two] = await Promise.all([stage.agent(stage.link, 'One'), stage.agent(stage.link, 'Two')]);
    const claimed = await one.call('task_claim', { task: 'aaaaaaaa' });
    expect(claimed.facts).toMatchObject({ claimed: 'aaaaaaaa', locked: ['src/x.ts'] });
    expect((await one.call('task_claim', { task: 'aaaaaaaa' })).facts.locked).toEqual(['src/x.ts']);
    expect((await one.call('list_locks')).facts.count).toBe(1);
    expect((await two.call('task_claim', { task: 'aaaaaaaa' })).words).toMatch(/One has this task.*chat_post/);
    expect((await two.call('task_release', { task: 'aaaaaaaa' })).words).toMatch(/do not have this task/);
    await expect.poll(async () => (await two.call('task_list')).facts.tasks).toMatchObject([{ heldBy: 'One' }]);
    const { version } = (await two.call('read', { path: 'src/x.ts' })).facts;
    const wish = { path: 'src/x.ts', version, edits: [{ old: '1', new: '2' }] };
    expect((await two.call('edit', wish)).words).toMatch(/One has locked src\/x\.ts.*Task aaaaaaaa/);
    expect((await one.call('task_list', { mine: true })).facts.tasks).toMatchObject([{ isYours: true }]);
    await one.call('task_release', { task: 'aaaaaaaa' });
    await expect.poll(async () => (await two.call('list_locks')).facts.count).toBe(0);
    expect((await two.call('task_claim', { task: '.tasks/aaaaaaaa-mast.md' })).isError).toBe(false);
    expect((await two.call('edit', wish)).facts.is).toBe('applied');
  });

  it('lock a file or a folder that is named as a pattern is written, and nothing else for it', async () => {
    const paths = '["app/[id]/page.tsx", "app/[slug]/", "src/*.ts"]';
    const routes = { 'app/[id]/page.tsx': 'id\n', 'app/[slug]/page.tsx': 'slug\n', 'app/d/page.tsx': 'd\n' };
    const task = `---\ntitle: Routes\nstatus: todo\npaths: ${paths}\n---\n`;
    const stage = await McpStage.open({ ...files, ...routes, '.tasks/bbbbbbbb-routes.md': task });
    const [one, two] = await Promise.all([stage.agent(stage.link, 'One'), stage.agent(stage.link, 'Two')]);
    for (let times = 0; times < 2; times++)
      expect((await one.call('task_claim', { task: 'bbbbbbbb' })).facts.locked).toHaveLength(3);
    await expect.poll(async () => (await two.call('list_locks')).facts.count).toBe(3);
    const change = async (path: string, old: string) => {
      const { version } = (await two.call('read', { path })).facts;
      return (await two.call('edit', { path, version, edits: [{ old, new: 'new' }] })).words;
    };
    expect(await change('app/[id]/page.tsx', 'id')).toContain('One has locked');
    expect(await change('app/[slug]/page.tsx', 'slug')).toContain('One has locked');
    expect(await change('app/d/page.tsx', 'd')).not.toContain('locked');
  });

  it('lock what fits a pattern or lies in a folder, and are claimed without the locks that others have', async () => {
    const paths = '[src/x.ts, "./docs/", "**/*.css", "../out", "/etc"]';
    const more = { 'docs/old.md': 'old\n' };
    const stage = await McpStage.open({
      ...files,
      ...more,
      '.tasks/bbbbbbbb-b.md': `---\ntitle: B\npaths: ${paths}\n---\n`,
    });
    const [one, two] = await Promise.all([stage.agent(stage.link, 'One'), stage.agent(stage.link, 'Two')]);
    await one.call('claim', { path: 'src/x.ts' });
    await expect.poll(async () => (await two.call('list_locks')).facts.count).toBe(1);
    const { locked, notLocked } = (await two.call('task_claim', { task: 'bbbbbbbb' })).facts;
    expect(locked).toEqual(['./docs/', '**/*.css']);
    expect(notLocked).toEqual([expect.stringContaining('One has locked src/x.ts')]);
    for (const path of ['docs/new.md', 'src/style.css'])
      expect((await one.call('create', { path })).words).toContain('Two has locked');
    expect((await one.call('create', { path: 'src/docs' })).isError).toBe(false);
    await two.call('task_release', { task: 'bbbbbbbb' });
    expect((await one.call('create', { path: 'docs/new.md' })).isError).toBe(false);
  });

  it('refuse in words what is no task, what leaves the folder, and what is misspelt or too long', async () => {
    const stage = await McpStage.open(files);
    const model = await stage.agent();
    const refusal = async (name: string, args: object) => {
      const { isError, words } = await model.call(name, { ...args });
      expect(isError).toBe(true);
      return words;
    };
    const tools = ['task_claim', 'task_release', 'task_update'];
    for (const name of tools) {
      const set = name === 'task_update' ? { status: 'done' } : {};
      expect(await refusal(name, { task: '../secret.md', ...set })).toContain('outside-folder');
      expect(await refusal(name, { task: '/etc/passwd', ...set })).toContain('outside-folder');
      expect(await refusal(name, { task: 'src/x.ts', ...set })).toContain('no task');
      expect(await refusal(name, { task: 'none', ...set })).toContain('task_list');
      expect(await refusal(name, { task: 'broken', ...set })).toContain('.tasks/broken.md is no task');
      expect(await refusal(name, { task: 'x'.repeat(1_000_000), ...set })).toContain('too long');
    }
    const huge = 'x'.repeat(1_000_000);
    for (const wish of [{ title: huge }, { title: 'a', body: huge }, { title: 'a', owner: huge }])
      expect(await refusal('task_create', wish)).toContain('too long');
    for (const name of ['task_list', 'task_create', ...tools])
      expect(await refusal(name, { task: 'aaaaaaaa', title: 'a', stauts: 'done' })).toContain('stauts');
    expect(await refusal('task_update', { task: 'aaaaaaaa' })).toContain('Give a field');
    expect(stage.text('.tasks/aaaaaaaa-mast.md')).toBe(mast);
  });
});
