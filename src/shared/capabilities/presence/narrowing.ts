import { withKey } from '../../core/record.ts';
import { type Content, type Narrowing, type Sight, sliceFrom } from '../../core/sight.ts';
import type { DocumentsState } from '../documents/document-state.ts';
import type { PeopleState, Replica } from '../people/people-state.ts';
import type { GatheringState } from './gathering.ts';
import type { PresenceBody } from './kinds.ts';

type Place = Pick<NonNullable<Replica['focus']>, 'ref' | 'path'>;

const isInside = ({ ref, path }: Place, sight: Sight) =>
  (ref === null || sight.seesDocument(ref)) && (path === null || sight.sees(path));

function focused(
  content: Content<PresenceBody<'presence.focused'>>,
  sight: Sight,
): Content<PresenceBody<'presence.focused'>> {
  const { by, ref, body } = content;
  if (sight.isOwn(by)) return content;
  const { path, line } = body;
  return isInside({ ref, path }, sight)
    ? { by, ref, body: { path, line } }
    : { by, ref: null, body: { path: null, line: null } };
}

/** Leaves out where others look outside of a sight, and the terminals in which they are. */
function seenReplicas(replicas: PeopleState['replicas'], sight: Sight): PeopleState['replicas'] {
  let seen = replicas;
  for (const [id, replica] of Object.entries(replicas)) {
    const { focus } = replica;
    if (focus === null || sight.isOwn(id)) continue;
    const hasBesides = [focus.terminal, focus.review, focus.compared].some((besides) => besides !== undefined);
    if (!hasBesides && isInside(focus, sight)) continue;
    const { ref, path, line } = focus;
    const inside = isInside(focus, sight) ? { ref, path, line } : { ref: null, path: null, line: null };
    seen = withKey(seen, id, { ...replica, focus: inside });
  }
  return seen;
}

/** Presence for people with limited sight: others are nowhere while they are outside. */
export const narrowing: Narrowing = {
  open: ['presence.changed', 'people.dispersed'],
  told: {
    'presence.focused': focused,
    'people.gathered': (content: Content<PresenceBody<'people.gathered'>>, sight) =>
      sight.sees(content.body.path) ? content : null,
  },
  slices: {
    replicas: sliceFrom<PeopleState & DocumentsState>(['replicas', 'documents'], ({ replicas }, sight) =>
      seenReplicas(replicas, sight),
    ),
    gathering: sliceFrom<GatheringState>(['gathering'], ({ gathering }, { sees }) =>
      sees(gathering?.path) ? gathering : null,
    ),
  },
};
