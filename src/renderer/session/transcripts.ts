import type { SessionView } from '../../client/session-view.ts';
import { Transcript, type TranscriptPart } from '../../shared/capabilities/agents/transcript.ts';

/** Time within which the past of a transcript comes, while there is a connection. */
const pastWithinMs = 3_000;

interface Followed {
  parts: readonly TranscriptPart[];
  isHere: boolean;
  listeners: Set<() => void>;
  stop: () => void;
}

/** Transcripts that are followed now: one follower each, whoever looks at them. */
const followed = new WeakMap<SessionView, Map<string, Followed>>();

/** Follows a transcript by its ref, and calls the listener with every change. Returns a function that ends it. */
export function followTranscript(
  session: SessionView,
  ref: string,
  listener: (parts: readonly TranscriptPart[], isHere: boolean) => void,
): () => void {
  const all = followed.get(session) ?? new Map<string, Followed>();
  followed.set(session, all);
  const one = all.get(ref) ?? begin(session, ref);
  all.set(ref, one);
  const hear = () => listener(one.parts, one.isHere);
  one.listeners.add(hear);
  if (one.isHere) hear();
  return () => {
    if (!one.listeners.delete(hear) || one.listeners.size > 0) return;
    all.delete(ref);
    one.stop();
  };
}

function begin(session: SessionView, ref: string): Followed {
  let transcript = new Transcript();
  const one: Followed = { parts: [], isHere: false, listeners: new Set(), stop: () => undefined };
  const show = (isHere: boolean) => {
    one.parts = [...transcript.parts];
    one.isHere ||= isHere;
    for (const listener of one.listeners) listener();
  };
  one.stop = session.followed.follow(ref, {
    begin: (checkpoint) => {
      transcript = new Transcript();
      if (checkpoint) transcript.load(checkpoint);
    },
    take: (entry) => {
      transcript.fold(entry);
      show(false);
    },
    arrived: () => show(true),
    withheld: () => show(true),
  });
  return one;
}

/** Gives an agent's transcript as it is now; nothing where it has none, or its past does not come soon. */
export async function transcriptOf(session: SessionView, agent: string): Promise<readonly TranscriptPart[]> {
  const ref = session.state.agents[agent]?.transcript ?? null;
  if (ref === null) return [];
  const { promise, resolve } = Promise.withResolvers<readonly TranscriptPart[]>();
  const timer = setTimeout(() => resolve([]), pastWithinMs);
  const stop = followTranscript(session, ref, (parts, isHere) => {
    if (isHere) resolve(parts);
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}
