import type { SessionClient } from '../../../src/client/session-client.ts';
import { Transcript, type TranscriptPart } from '../../../src/shared/capabilities/agents/transcript.ts';

/** Follows the transcript of an agent, as a window does once there is one. Gives its parts of now. */
export function followedTranscript(client: SessionClient, agent: string): () => readonly TranscriptPart[] {
  let transcript = new Transcript();
  const follow = () =>
    client.followed.follow(agent, {
      begin: (checkpoint) => {
        transcript = new Transcript();
        if (checkpoint) transcript.load(checkpoint);
      },
      take: (entry) => transcript.fold(entry),
      arrived: () => undefined,
      withheld: () => undefined,
    });
  void client.until(({ agents }) => agents[agent]?.transcript === agent).then(follow, () => undefined);
  return () => transcript.parts;
}
