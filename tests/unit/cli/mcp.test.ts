import { describe, expect, it } from 'vitest';
import { openFile } from '../../../src/client/shared-file.ts';
import { McpStage } from './mcp-stage.ts';

describe('ensemble mcp', { timeout: 90_000 }, () => {
  it('lets a model read and edit beside a person, who sees it as an agent of its owner and hears it in the chat', async () => {
    const stage = await McpStage.open({ 'a.txt': 'one\ntwo\nthree\n' });
    const [ada, model] = await Promise.all([stage.person('Ada'), stage.agent()]);
    const status = await model.call('session_status');
    expect(status.facts).toMatchObject({ folder: 'project', me: 'Helper', ownedBy: 'Grace', connection: 'online' });
    const who = await model.call('who');
    expect(who.facts.people.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['Ada', 'Helper']),
    );

    const read = await model.call('read', { path: 'a.txt' });
    expect(read.text).toBe('one\ntwo\nthree\n');
    const document = await openFile(ada, 'a.txt');
    document.edit([{ offset: 0, deleteLength: 0, insertText: 'zero\n' }]);
    await ada.settled();
    const { version } = read.facts;
    const edited = await model.call('edit', { path: 'a.txt', version, edits: [{ old: 'two', new: 'TWO' }] });
    expect(edited.facts).toMatchObject({ is: 'applied', saved: true });
    expect(stage.text('a.txt')).toBe('zero\none\nTWO\nthree\n');

    const late = await model.call('edit', { path: 'a.txt', version, edits: [{ old: 'two', new: 'late' }] });
    expect(late.facts.is).toBe('stale');
    expect(late.text).toBe('zero\none\nTWO\nthree\n');

    await model.call('chat_post', { text: 'The second line is loud now.', mention: ['Ada'] });
    const heard = await model.call('chat_read');
    expect(heard.facts.messages).toMatchObject([
      { from: 'Helper', isYours: true, text: 'The second line is loud now.' },
    ]);
    const changes = await model.call('changes_since', { seq: status.facts.seq });
    expect(JSON.stringify(changes.facts.changes)).toContain('a.txt');
  });

  it('is told, when it is started anew, what happened meanwhile, and not what was before it was let in', async () => {
    const stage = await McpStage.open({ 'a.txt': 'one\n' });
    const ada = await stage.person('Ada');
    const first = await stage.agent();
    const { seq } = (await first.call('session_status')).facts;
    await first.client.close();
    const document = await openFile(ada, 'a.txt');
    document.edit([{ offset: 0, deleteLength: 0, insertText: 'zero\n' }]);
    await ada.settled();
    const again = await stage.agent();
    const { changes, untold } = (await again.call('changes_since', { seq })).facts;
    expect(changes).toEqual(expect.arrayContaining([expect.objectContaining({ who: 'Ada', path: 'a.txt' })]));
    expect(untold).toBeUndefined();
    expect((await again.call('changes_since', { seq: 0 })).facts.untold).toMatch(/you were let in then/);
  });
});
