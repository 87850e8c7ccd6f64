import type { LinkToRecording, ShelvedRecording } from '../../../shared/capabilities/library/methods.ts';
import { copyLink } from '../../session/copy-link.ts';
import type { Opening } from './browse-files.ts';
import { chooseRecording, listRecordings } from './choose-recording.ts';
import { labelOf } from './recording-words.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const lifetimes = [
  { label: '1 hour', value: hourMs },
  { label: '1 day', value: dayMs },
  { label: '7 days', value: 7 * dayMs },
  { label: '30 days', value: 30 * dayMs },
  { label: '1 year', value: 365 * dayMs },
];

const messageOf = (thrown: unknown) => String((thrown as Error | undefined)?.message ?? thrown);

/** Makes a link by which others watch a recording that is chosen. */
export async function share(opening: Opening): Promise<void> {
  const { workbench, host } = opening;
  const { notifications, quickInput } = workbench;
  const recording = await chooseRecording(opening, 'Share Recording by a Link');
  if (!recording) return;
  const lifetimeMs = await quickInput.pick(lifetimes, {
    title: `Share Recording: ${labelOf(recording)}`,
    placeholder: 'Time for which the link shows this recording',
  });
  if (lifetimeMs === undefined) return;
  try {
    const { link, expiresMs } = await host.request('library.share', { recording: recording.ref, lifetimeMs });
    const until = new Date(expiresMs).toLocaleString();
    const words = `The link to “${labelOf(recording)}” is on the clipboard. It holds until ${until}, while this host runs.`;
    await copyLink(workbench, link, words);
  } catch (thrown) {
    await notifications.show('error', `The recording was not shared: ${messageOf(thrown)}`);
  }
}

/** Lists the links that hold, and takes back the one that is chosen. */
export async function links(opening: Opening): Promise<void> {
  const { workbench, host } = opening;
  const { notifications, quickInput, dialogs } = workbench;
  const recordings = await listRecordings(opening);
  if (!recordings) return;
  try {
    const found = await host.request('library.links', {});
    if (found.links.length === 0)
      return void notifications.show('info', 'No link to a recording of this session holds now.');
    const link = await quickInput.pick(
      found.links.map((each) => itemOf(each, recordings)),
      {
        title: 'Links to Recordings',
        placeholder: 'A link to take back',
      },
    );
    if (!link) return;
    const button = 'Take Back';
    const answer = await dialogs.ask('warning', `Take back the link to “${nameOf(link, recordings)}”?`, {
      detail: ['It shows nothing from then on. Whoever watches by it now is sent away.'],
      buttons: [button],
    });
    if (answer !== button) return;
    await host.request('library.revoke', { hash: link.hash });
    notifications.status('The link is taken back.');
  } catch (thrown) {
    await notifications.show('error', messageOf(thrown));
  }
}

function nameOf({ recording }: LinkToRecording, recordings: readonly ShelvedRecording[]): string {
  const found = recordings.find(({ ref }) => ref === recording);
  return found ? labelOf(found) : 'a recording';
}

const itemOf = (link: LinkToRecording, recordings: readonly ShelvedRecording[]) => ({
  label: nameOf(link, recordings),
  detail: `Holds until ${new Date(link.expiresMs).toLocaleString()}; made on ${new Date(link.createdMs).toLocaleString()}`,
  icon: 'link',
  value: link,
});
