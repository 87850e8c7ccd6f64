import type { CopiedRecording, ShelvedRecording } from '../../../shared/capabilities/library/methods.ts';
import { fragmentFor, hasSession } from '../../session/address.ts';
import type { App } from '../../session/app.ts';
import type { PickItem, Workbench } from '../../workbench/index.ts';
import { browseForRecording, type Opening } from './browse-files.ts';
import { copyItem, sessionItem } from './choose-recording.ts';

type Choice = { is: 'recording'; ref: string } | { is: 'file'; path: string } | { is: 'browse' };

/** The way into recordings, in windows of the host's own: those of the session, and files. */
export function openRecordings({ workbench, ownHost: host }: App): void {
  if (host === null || !hasSession(location.hash)) return;
  const opening = { workbench, host };
  workbench.commands.register({
    id: 'ensemble.recording.open',
    title: 'Open Recording…',
    category: 'Ensemble',
    menus: [{ id: 'file-menu', group: '2_ensemble', order: 8 }],
    run: () => openRecording(opening),
  });
  // Called with a path: by the desktop app, for a file that the system hands over.
  workbench.commands.register({
    id: 'ensemble.recording.openFile',
    title: 'Open Recording from a File…',
    category: 'Ensemble',
    run: async (path?: unknown) => {
      const chosen = typeof path === 'string' ? path : await browseForRecording(opening);
      if (chosen !== undefined) await openRecordingFile(opening, chosen);
    },
  });
}

/** Lets the person choose a recording, and shows it. */
async function openRecording(opening: Opening): Promise<void> {
  const { workbench, host } = opening;
  const { notifications, quickInput } = workbench;
  const found = await host.request('library.list', {}).then(
    (list) => ({ ...list, trouble: null }),
    // Files can be watched also where the session's own recordings cannot.
    (thrown: unknown) => ({
      recordings: [],
      copies: [],
      sample: null,
      trouble: String((thrown as Error | undefined)?.message),
    }),
  );
  if (found.trouble !== null) void notifications.show('warning', found.trouble);
  const choice = await quickInput.pick(choices(found), {
    title: 'Open Recording',
    placeholder: found.recordings.length > 0 ? 'A recording of this session, a copy, or a file' : noneYet,
  });
  if (choice === undefined) return;
  if (choice.is === 'recording') location.hash = fragmentFor(location.hash, { recording: choice.ref });
  else {
    const path = choice.is === 'file' ? choice.path : await browseForRecording(opening);
    if (path !== undefined) await openRecordingFile(opening, path);
  }
}

const noneYet = 'This session has no recording yet: Ensemble: Start Recording begins one';

function choices({
  recordings,
  copies,
  sample,
}: {
  recordings: readonly ShelvedRecording[];
  copies: readonly CopiedRecording[];
  sample: string | null;
}): PickItem<Choice>[] {
  return [
    ...(sample === null
      ? []
      : [
          {
            label: 'A Race of Two Boats',
            detail: 'A sample that comes with Ensemble: two people, one minute',
            icon: 'star',
            value: { is: 'file', path: sample } as const,
          },
        ]),
    ...recordings.map((each) => ({ ...sessionItem(each), value: { is: 'recording', ref: each.ref } as const })),
    ...copies.map((each) => ({ ...copyItem(each), value: { is: 'file', path: each.path } as const })),
    {
      label: 'From a file…',
      detail: 'An .ensemble file of this computer',
      icon: 'folder-opened',
      value: { is: 'browse' },
    },
  ];
}

/** Opens a recording's file in this window: asks for its passphrase, and says what is damaged. */
export async function openRecordingFile(opening: Opening, path: string): Promise<void> {
  const { workbench, host } = opening;
  const { notifications, dialogs } = workbench;
  let passphrase: string | null = null;
  for (;;) {
    const asked: { path: string; passphrase: string | null } = { path, passphrase };
    // A rejection inside of it would go to the error log as well.
    const answer = await notifications.withProgress('Reading the recording…', () =>
      host.request('library.open', asked).then(
        ({ opened }) => opened,
        (thrown: unknown) => String((thrown as Error | undefined)?.message ?? thrown),
      ),
    );
    if (typeof answer === 'string') {
      const other = await notifications.show('error', answer, { buttons: ['Another File…'] });
      const next = other && (await browseForRecording(opening));
      return next === undefined ? undefined : openRecordingFile(opening, next);
    }
    if (answer.is === 'locked') {
      const given = await askPassphrase(workbench, answer.why);
      if (given === undefined) return;
      passphrase = given;
      continue;
    }
    const goesOn =
      answer.damage === null ||
      (await dialogs.ask('warning', 'Watch what can be read of this recording?', {
        detail: answer.damage,
        buttons: ['Watch'],
      }));
    if (goesOn)
      location.hash = fragmentFor(location.hash, { file: answer.session, folder: answer.folder || 'recording' });
    return;
  }
}

function askPassphrase({ quickInput }: Workbench, why: string): Promise<string | undefined> {
  return quickInput.input({
    title: 'Open Recording',
    prompt: why,
    placeholder: 'Passphrase',
    password: true,
    validate: (value) => (value === '' ? 'The passphrase cannot be empty.' : null),
  });
}
