// A computer with some agents on it. Each agent takes open jobs, one at a time, and writes what it found into findings.md.
import { join } from '@ensemble/sdk/node';

const [link, computer, ...names] = process.argv.slice(2);
const machine = await join({ link, name: computer, type: 'computer', metadata: { agents: names } });

/** Resolves when the coordinator says that there is nothing left to do. */
const over = new Promise((resolve) => {
  machine.messages.on({ atLeast: 'urgent' }, ({ text }) => text === 'All jobs are done' && resolve());
});

/** Takes an open job; null where others have taken all. Of two who take one at once, the session's order chooses. */
async function takeJob(session) {
  for (const { key, value, version } of session.state.list('jobs/')) {
    if (value.state !== 'open') continue;
    const mine = { ...value, state: 'taken', by: session.me.name };
    const outcome = await session.state.compareAndSet(key, version, mine);
    if (outcome.is === 'applied') return { key, word: value.word };
  }
  return null;
}

async function work(session) {
  for (let job = await takeJob(session); job; job = await takeJob(session)) {
    const found = [...job.word].reverse().join('');
    const text = await session.documents.open('findings.md');
    await text.append(`- ${job.word}: ${found} (${session.me.name})\n`);
    await session.state.resource('done').update((count) => (count ?? 0) + 1);
    await session.state.merge(job.key, { state: 'done', found });
  }
}

async function agent(name) {
  const session = await join({ link, name, type: 'agent', metadata: { computer } });
  let working = work(session);
  session.state.subscribe('jobs/', (_key, now) => {
    if (now?.value.state === 'open') working = working.then(() => work(session));
  });
  await over;
  await working;
  await session.leave();
}

const agents = names.map(agent);
console.log('ready');
await Promise.all(agents);
await machine.leave();
