import type { SessionClient } from '../../../../src/client/session-client.ts';
import { waiting } from '../../../../src/shared/capabilities/approvals/approval-state.ts';

/** Line that waits for an answer. */
interface ProposedLine {
  approval: string;
  terminal: string;
  line: string;
  asker: string;
}

/** Lists the lines that wait for an answer, as somebody is told of them. */
export function proposedLines({ state }: SessionClient): ProposedLine[] {
  return waiting(state).flatMap(({ id, asker, wish }) =>
    wish?.is === 'line' ? [{ approval: id, asker, terminal: wish.terminal, line: wish.line }] : [],
  );
}

/** Resolves with them once there are so many. */
export async function linesWait(client: SessionClient, count: number): Promise<ProposedLine[]> {
  await client.until(() => proposedLines(client).length === count);
  return proposedLines(client);
}
