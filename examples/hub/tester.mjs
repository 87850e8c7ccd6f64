// Runs the checks of calc.js once a build is green, and says in the state how they went.
import { join } from '@ensemble/sdk/node';

const [link] = process.argv.slice(2);
const session = await join({ link, name: 'Tester', type: 'service' });
const text = await session.documents.open('calc.js');
const checks = { add: [2, 3, 5], multiply: [2, 3, 6] };

async function test(seq) {
  const code = await import(`data:text/javascript,${encodeURIComponent(text.text)}`);
  const failed = Object.entries(checks).flatMap(([name, [a, b, wanted]]) => {
    const got = code[name]?.(a, b);
    return got === wanted ? [] : `${name}(${a}, ${b}) is ${got}, not ${wanted}`;
  });
  await session.state.set('tests', { state: failed.length === 0 ? 'green' : 'red', failed, seq });
  if (failed.length > 0) await session.messages.send(failed.join('\n'), { priority: 'high' });
}

let working = Promise.resolve();
session.state.subscribe('build', (_key, now) => {
  if (now?.value.state === 'green') working = working.then(() => test(now.value.seq));
});
console.log('ready');
await new Promise((resolve) => session.state.subscribe('over', resolve));
await working;
await session.leave();
