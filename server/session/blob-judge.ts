import type { Entry } from '../../src/shared/protocol/entry.ts';
import { EnsembleError } from '../../src/shared/protocol/errors.ts';
import { lookUp } from '../../src/shared/protocol/table.ts';
import type { Connection } from './connection.ts';
import type { Session } from './session.ts';

const notHere = () => new EnsembleError('not-found', 'The attachment of this entry has not arrived.');

/**
 * Judges an entry whose body is an attachment as if the body stood in it: null where it may pass. What is relayed to one
 * replica is not opened here, as little as when it comes inline.
 */
export async function judgeBlob(session: Session, connection: Connection, entry: Entry): Promise<EnsembleError | null> {
  const { options, blobRights, gate } = session;
  const hash = entry.blob!;
  const kind = lookUp(entry.kind)!;
  if (!options.hasBlob?.(hash) || !(await blobRights.mayName(connection, hash))) return notHere();
  try {
    const known = await options.blobBytes?.(hash);
    if (known !== undefined && known > kind.maxBytes)
      return new EnsembleError('too-large', `${entry.kind} may have ${kind.maxBytes} bytes.`);
    const objection = known === undefined ? null : session.limits.objectionToNaming(connection, known);
    if (objection || kind.audience === 'to') return objection;
    const body = await options.getBlob?.(hash);
    if (!body) return notHere();
    const late = known === undefined ? session.limits.objectionToNaming(connection, body.length) : null;
    const verdict = gate.judge(entry, connection.replica, body);
    return late ?? ('error' in verdict ? verdict.error : null);
  } catch (thrown) {
    // Freed meanwhile.
    if (thrown instanceof EnsembleError) return thrown;
    throw thrown;
  }
}
