import { reportOf, reportText } from '../client/sdk/report.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { Command } from './command.ts';
import { output } from './output.ts';
import { visit } from './visit.ts';

/** `ensemble report LINK`. */
export const reportCommand: Command = {
  async run([link], values) {
    const after = values.after === undefined ? null : Number(values.after);
    if (after !== null && !(Number.isSafeInteger(after) && after >= 0))
      throw new EnsembleError('bad-request', 'After which entry? Give its number.');
    return visit(link, values, async (client) => {
      const report = await reportOf(client, after);
      output.text(values.json ? JSON.stringify(report, null, 2) : reportText(report).trimEnd());
      return 0;
    });
  },
};
