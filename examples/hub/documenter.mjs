// Writes API.md from the comments of calc.js, once its tests are green.
import { join } from '@ensemble/sdk/node';

const [link] = process.argv.slice(2);
const session = await join({ link, name: 'Documenter', type: 'agent' });
const code = await session.documents.open('calc.js');

async function write(seq) {
  const found = [...code.text.matchAll(/^\/\*\* (.*) \*\/\nexport function (\w+)\((.*)\)/gm)];
  const lines = found.map(([, words, name, parameters]) => `- \`${name}(${parameters})\`: ${words}`);
  // One documenter at a time, should there be several.
  await session.state.resource('docs').hold(async () => {
    const api = await session.documents.open('API.md').catch(() => session.documents.create('API.md'));
    await api.write(`# API\n\n${lines.join('\n')}\n`);
    await api.save();
    api.close();
    await session.state.set('docs', { state: 'written', functions: found.length, seq });
  });
}

let working = Promise.resolve();
session.state.subscribe('tests', (_key, now) => {
  if (now?.value.state === 'green') working = working.then(() => write(now.value.seq));
});
console.log('ready');
await new Promise((resolve) => session.state.subscribe('over', resolve));
await working;
await session.leave();
