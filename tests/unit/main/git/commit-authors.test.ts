import { expect, it } from 'vitest';
import { commitAuthorsOf } from '../../../../src/main/git/commit-authors.ts';

const one = (person: string, name: string, agentOf?: string) => ({
  person,
  name,
  role: 'editor' as const,
  colorIndex: 0,
  standing: 'admitted' as const,
  lastSeenMs: 0,
  ...(agentOf === undefined ? {} : { agentOf }),
});
const participants = { host: one('host', 'Olga'), ada: one('ada', 'Ada'), bot: one('bot', 'Bot', 'host') };

it('are a guest by name, the host’s person by Git’s own settings, and of an agent its owner', () => {
  const of = (by: string) => commitAuthorsOf({ participants } as never, by, 'host');
  const author = { name: 'Ada', email: 'ada@users.noreply.ensemble.invalid' };
  expect(of('ada')).toEqual({ author, person: 'ada', agent: null });
  expect(of('host')).toEqual({ author: null, person: 'host', agent: null });
  expect(of('bot')).toEqual({ author: null, person: 'host', agent: 'Bot' });
});
