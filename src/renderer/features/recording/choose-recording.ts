import type { ShelvedRecording } from '../../../shared/capabilities/library/methods.ts';
import type { Opening } from './browse-files.ts';
import { detailOf, labelOf } from './recording-words.ts';

/** Lists the session's recordings; null, with words for the person, where there is none or that fails. */
export async function listRecordings({ workbench, host }: Opening): Promise<ShelvedRecording[] | null> {
  const { notifications } = workbench;
  const found = await host.request('library.list', {}).catch((thrown: unknown) => {
    void notifications.show('error', String((thrown as Error | undefined)?.message ?? thrown));
    return null;
  });
  if (found?.recordings.length === 0)
    void notifications.show('info', 'This session has no recording yet: Ensemble: Start Recording begins one.');
  return found === null || found.recordings.length === 0 ? null : found.recordings;
}

/** Lets the person choose one of the session's recordings. */
export async function chooseRecording(opening: Opening, title: string): Promise<ShelvedRecording | undefined> {
  const recordings = await listRecordings(opening);
  if (!recordings) return undefined;
  const items = recordings.map((each) => ({
    label: labelOf(each),
    detail: detailOf(each),
    icon: each.endedMs === null ? 'record' : 'play-circle',
    value: each,
  }));
  return opening.workbench.quickInput.pick(items, { title, placeholder: 'A recording of this session' });
}
