import type { CopiedRecording, ShelvedRecording } from '../../../shared/capabilities/library/methods.ts';
import type { PickItem } from '../../workbench/index.ts';
import type { Opening } from './browse-files.ts';
import { detailOf, detailOfCopy, labelOf } from './recording-words.ts';

/** A recording of the session, or a copy in this computer's library. */
export type Chosen = { is: 'session'; recording: ShelvedRecording } | { is: 'copy'; recording: CopiedRecording };

/** Asks for the library; null, with words for the person, where that fails. */
async function ask({ workbench, host }: Opening) {
  return host.request('library.list', {}).catch((thrown: unknown) => {
    void workbench.notifications.show('error', String((thrown as Error | undefined)?.message ?? thrown));
    return null;
  });
}

function tellNone({ workbench }: Opening): void {
  void workbench.notifications.show('info', 'This session has no recording yet: Ensemble: Start Recording begins one.');
}

/** Lists the session's recordings; null, with words for the person, where there is none or that fails. */
export async function listRecordings(opening: Opening): Promise<ShelvedRecording[] | null> {
  const found = await ask(opening);
  if (found?.recordings.length === 0) tellNone(opening);
  return found === null || found.recordings.length === 0 ? null : found.recordings;
}

/** Item of a list for a recording of the session. */
export const sessionItem = (recording: ShelvedRecording): PickItem<Chosen & { is: 'session' }> => ({
  label: labelOf(recording),
  detail: detailOf(recording),
  icon: recording.endedMs === null ? 'record' : 'play-circle',
  value: { is: 'session', recording },
});

/** Item of a list for a copy in this computer's library. */
export const copyItem = (recording: CopiedRecording): PickItem<Chosen & { is: 'copy' }> => ({
  label: labelOf(recording),
  description: 'Copy on this computer',
  detail: detailOfCopy(recording),
  icon: 'archive',
  value: { is: 'copy', recording },
});

/** Lets the person choose one of the session's recordings. */
export async function chooseRecording(opening: Opening, title: string): Promise<ShelvedRecording | undefined> {
  const recordings = await listRecordings(opening);
  if (!recordings) return undefined;
  const placeholder = 'A recording of this session';
  return (await opening.workbench.quickInput.pick(recordings.map(sessionItem), { title, placeholder }))?.recording;
}

/** Lets the person choose one of the session's recordings, or of the copies in this computer's library. */
export async function chooseFromAll(opening: Opening, title: string): Promise<Chosen | undefined> {
  const found = await ask(opening);
  if (found === null) return undefined;
  const items: PickItem<Chosen>[] = [...found.recordings.map(sessionItem), ...found.copies.map(copyItem)];
  if (items.length === 0) return void tellNone(opening);
  return opening.workbench.quickInput.pick(items, { title, placeholder: 'A recording of this session, or a copy' });
}
