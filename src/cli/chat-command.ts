import { text as readAll } from 'node:stream/consumers';
import { Messages } from '../client/sdk/messages.ts';
import { shownName } from '../shared/capabilities/people/names.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { Command } from './command.ts';
import { output } from './output.ts';
import { visit } from './visit.ts';

/** `ensemble chat LINK [TEXT]`. */
export const chatCommand: Command = {
  async run([link, ...words], values) {
    const limit = Number(values.limit);
    if (!Number.isInteger(limit) || limit < 1) throw new EnsembleError('bad-request', 'A limit is a number from 1 on.');
    const said = words.length === 1 && words[0] === '-' ? (await readAll(process.stdin)).trim() : words.join(' ');
    if (words.length > 0 && said === '')
      throw new EnsembleError('bad-request', 'There is nothing to say: the text is empty.');
    return visit(link, values, async (client) => {
      const messages = new Messages(client);
      if (said !== '') {
        const message = await messages.send(said);
        if (values.json) output.text(JSON.stringify({ message }));
        return 0;
      }
      const newest = (await messages.list()).slice(-limit);
      const nameOf = (person: string) => shownName(client.state, person) ?? 'somebody';
      const rows = newest.map(({ id, from, with: other, text, atMs, seq }) => ({
        ...{ id, seq, at: new Date(atMs).toISOString(), from: nameOf(from) },
        ...{ to: other === null ? null : nameOf(other), text },
      }));
      if (values.json) output.text(JSON.stringify(rows, null, 2));
      else for (const { at, from, text } of rows) output.fields([at, from, text]);
      return 0;
    });
  },
};
