// A partner for pair programming. It does what comments `TODO(agent): add a and b` in pair.js ask for.
import { join } from '@ensemble/sdk/node';

const [link] = process.argv.slice(2);
const session = await join({ link, name: 'Partner', type: 'agent', metadata: { skills: ['arithmetic'] } });
const text = await session.documents.open('pair.js');
const todo = /^( *)\/\/ TODO\(agent\): (add|multiply) (\w+) and (\w+)$/m;
const signs = { add: '+', multiply: '*' };

async function answer() {
  for (let found = todo.exec(text.text); found; found = todo.exec(text.text)) {
    const [comment, indent, verb, one, other] = found;
    const line = text.text.slice(0, found.index).split('\n').length;
    // Everybody sees where the partner is at work.
    const lock = await session.locks.acquire('pair.js', { lines: { start: line, end: line }, note: `${verb}: on it` });
    if ('by' in lock) {
      await session.messages.send(`${lock.by.name} has line ${line}; I wait.`, { priority: 'low' });
      return;
    }
    await text.replace(comment, `${indent}return ${one} ${signs[verb]} ${other};`);
    await session.locks.release(lock.id);
    await session.messages.send(`Line ${line}: I ${verb === 'add' ? 'added' : 'multiplied'}. Please look at it.`);
  }
}

let working = answer();
const stop = text.onChange(() => {
  working = working.then(answer);
});
console.log('ready');
await new Promise((resolve) => {
  session.messages.on({}, ({ text: words }) => words === 'Thank you, Partner' && resolve());
});
stop();
await working;
await text.save();
await session.leave();
