// Puts jobs into the session's state, waits until agents have done all of them, and prints the report.
import { join } from '@ensemble/sdk/node';

const [link, ...words] = process.argv.slice(2);
const session = await join({ link, name: 'Coordinator', type: 'service' });

/** Jobs whose state is as asked. */
const jobs = (state) => session.state.list('jobs/').filter(({ value }) => value.state === state);

const done = new Promise((resolve) => {
  session.state.subscribe('jobs/', () => jobs('done').length === words.length && resolve());
});
// All of them at once, or none.
await session.state.change(words.map((word, i) => ({ key: `jobs/${i}`, set: { word, state: 'open' }, seen: 0 })));
await session.messages.send(`${words.length} jobs are open`, { priority: 'high' });
await done;
console.log(JSON.stringify({ done: jobs('done').map(({ value }) => value), report: await session.report() }));
await session.messages.send('All jobs are done', { priority: 'urgent' });
await session.leave();
