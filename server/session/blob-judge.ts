import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { CarriedFile } from '../../src/shared/core/kind.ts';
import { requestIdOf } from '../../src/shared/core/request-id.ts';
import { limits } from '../../src/shared/core/version.ts';
import { isWorkspaceMethod } from '../../src/shared/session/contract.ts';
import { decodeBody, type KindName, lookUp } from '../../src/shared/session/table.ts';
import type { BlobRights } from './blob-rights.ts';
import type { Connection } from './connection.ts';
import type { PersonLimits } from './person-limits.ts';
import type { SessionCore } from './session-core.ts';

/** Parts of a session that judge an attachment. */
export type JudgingSession = SessionCore & { readonly blobRights: BlobRights; readonly limits: PersonLimits };

const notHere = () => new EnsembleError('not-found', 'The attachment of this entry has not arrived.');

/** An objection, or null where the entry may pass; and where its body is a request, the number for its answer. */
interface Judgement {
  objection: EnsembleError | null;
  request: number | null;
}

const objects = (objection: EnsembleError): Judgement => ({ objection, request: null });

/** Objection to the file beside an entry's body: it is what the body says of it. */
function objectionToFile(entry: Entry, { mostBytes, sizeOf }: CarriedFile, sizeBytes = 0): EnsembleError | null {
  if (sizeBytes > mostBytes) return new EnsembleError('too-large', `A file may have ${mostBytes} bytes here.`);
  if (sizeOf(decodeBody(entry.kind as KindName, entry.body) as never) === sizeBytes) return null;
  return new EnsembleError('bad-request', 'The file has another size than its entry says.');
}

/**
 * Judges an entry whose body is an attachment as if the body stood in it. For a request only the form is checked, as
 * when it comes inline.
 */
export async function judgeBlob(session: JudgingSession, connection: Connection, entry: Entry): Promise<Judgement> {
  const { options, blobRights, entryRules } = session;
  const hash = entry.blob!;
  const kind = lookUp(entry.kind)!;
  if (!options.hasBlob?.(hash) || !(await blobRights.mayName(connection, hash))) return objects(notHere());
  try {
    const known = await options.blobBytes?.(hash);
    if (kind.file) return { objection: objectionToFile(entry, kind.file, known), request: null };
    if (known !== undefined && known > kind.maxBytes)
      return objects(new EnsembleError('too-large', `${entry.kind} may have ${kind.maxBytes} bytes.`));
    const early = known === undefined ? null : session.limits.objectionToNaming(connection, known);
    if (early) return objects(early);
    const isRequest = isWorkspaceMethod(entry.kind);
    const body = await options.getBlob?.(hash);
    if (!body) return objects(notHere());
    const late = known === undefined ? session.limits.objectionToNaming(connection, body.length) : null;
    if (late) return objects(late);
    // Everybody decodes it, as they would if it stood in the entry.
    const { inlineBodyBytes } = limits;
    session.limits.paceOf(connection)?.owe(Math.min(body.length, inlineBodyBytes), session.environment.nowMs());
    const verdict = entryRules.judge(entry, connection.replica, body);
    if ('error' in verdict && verdict.error.code === 'bad-request') return objects(verdict.error);
    return { objection: 'error' in verdict ? verdict.error : null, request: isRequest ? requestIdOf(body) : null };
  } catch (thrown) {
    // The blob was freed meanwhile.
    if (thrown instanceof EnsembleError) return objects(thrown);
    throw thrown;
  }
}
