import { EnsembleError } from '../../shared/core/errors.ts';
import { isSamePart } from '../../shared/core/sight.ts';
import type { Caller, WorkspaceMethod, WorkspaceStream } from '../../shared/session/contract.ts';

/**
 * Methods and streams for people to whom the folder is limited: those whose paths are judged one by one, or whose
 * answers are filtered by their view. Everything else could name, show or change the rest.
 */
const withinSight: ReadonlySet<WorkspaceMethod | WorkspaceStream> = new Set([
  'workspace.describe',
  'hosting.describe',
  'files.stat',
  'files.list',
  'files.read',
  'files.write',
  'files.createFolder',
  'files.move',
  'files.copy',
  'files.remove',
  'documents.open',
  'documents.prepareSave',
  'documents.endTurn',
  'documents.save',
  'documents.saves',
  'documents.withheld',
  'documents.resolve',
  'documents.reopen',
  'conventions.of',
  'search.files',
  'search.text',
]);

/** Those of them that tell of a folder on the way to what somebody sees; only the names that lead there. */
const onTheWay: ReadonlySet<WorkspaceMethod | WorkspaceStream> = new Set(['files.stat', 'files.list']);

/** Throws where a method is not for somebody to whom the folder is limited. */
export function mustBeWithinSight({ paths }: Pick<Caller, 'paths'>, name: WorkspaceMethod | WorkspaceStream): void {
  if (paths === undefined || withinSight.has(name)) return;
  const only = paths.slice(0, 3).join(', ');
  throw new EnsembleError(
    'not-permitted',
    `You see a part of this folder only (${only}${paths.length > 3 ? ' …' : ''}), and this works on the whole of it. Ask an owner of the session.`,
  );
}

/** Says whether a method may be asked about folders on the way to what somebody sees. */
export const isOnTheWay = (name: WorkspaceMethod | WorkspaceStream): boolean => onTheWay.has(name);

/** Throws where somebody sees another part of the folder than when they asked: their answer would be of that part. */
export function mustSeeAsBefore(asked: Pick<Caller, 'paths'>, now: Pick<Caller, 'paths'>): void {
  if (isSamePart(asked.paths, now.paths)) return;
  throw new EnsembleError('disconnected', 'You see another part of the folder from now on: try again.');
}
