import { expect, it } from 'vitest';
import { creationOf } from '../../../../src/client/agents/file-acts.ts';
import { fileProposalKinds } from '../../../../src/shared/capabilities/file-proposals/kinds.ts';
import { fileProposalLimits } from '../../../../src/shared/capabilities/file-proposals/limits.ts';
import { encodeBody } from '../../../../src/shared/session/table.ts';
import { idOf } from '../../shared/session/sample-of.ts';

const widest = '漢';

it('a new file is suggested as long as its text fits the entry, in whatever script', () => {
  for (const text of ['x'.repeat(60_000), widest.repeat(20_000), '🦀'.repeat(15_000)]) {
    const act = creationOf(widest.repeat(fileProposalLimits.path), text);
    const [title, name] = [widest.repeat(fileProposalLimits.title), widest.repeat(64)];
    const body = { proposal: idOf('p'), title, act, turn: name, call: name };
    const { maxBytes } = fileProposalKinds['fileProposal.made'];
    expect(encodeBody('fileProposal.made', body).length).toBeLessThanOrEqual(maxBytes);
  }
  for (const text of ['x'.repeat(60_001), widest.repeat(20_001), '🦀'.repeat(15_001)])
    expect(() => creationOf('a.txt', text)).toThrow('60000 bytes of text');
});
