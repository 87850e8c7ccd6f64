import { activity } from './features/activity/activity.ts';
import { agents } from './features/agents/agents.ts';
import { calls } from './features/calls/calls.ts';
import { chat } from './features/chat/chat.ts';
import { comments } from './features/comments/comments.ts';
import { conflicts } from './features/conflicts/conflicts.ts';
import { conventions } from './features/conventions/conventions.ts';
import { copies } from './features/copies/copies.ts';
import { desktop } from './features/desktop/desktop.ts';
import { drawing } from './features/drawing/drawing.ts';
import { git } from './features/git/git.ts';
import { inbox } from './features/inbox/inbox.ts';
import { languages } from './features/languages/languages.ts';
import { locks } from './features/locks/locks.tsx';
import { merging } from './features/merging/merging.ts';
import { notifications } from './features/notifications/notifications.ts';
import { people } from './features/people/people.tsx';
import { presence } from './features/presence/presence.ts';
import { pulse } from './features/pulse/pulse.ts';
import { reach } from './features/reach/reach.ts';
import { droppedRecordings } from './features/recording/dropped-recordings.ts';
import { exportRecordings } from './features/recording/export-recording.ts';
import { keepingCopies } from './features/recording/keep-copy.ts';
import { keepingRecordings } from './features/recording/keeping-recordings.ts';
import { libraryCommands } from './features/recording/library-commands.ts';
import { openRecordings } from './features/recording/open-recording.ts';
import { recording } from './features/recording/recording.ts';
import { shareRecordings } from './features/recording/share-recording.ts';
import { replay, replayEntrance } from './features/replay/replay.ts';
import { reviews } from './features/reviews/reviews.ts';
import { saves } from './features/saves/saves.ts';
import { keepReadOnly } from './features/sharing/read-only.ts';
import { sharing } from './features/sharing/sharing.ts';
import { storage } from './features/storage/storage.ts';
import { tasks } from './features/tasks/tasks.ts';
import { templates } from './features/templates/templates.ts';
import { terminals } from './features/terminals/terminals.ts';
import { welcome } from './features/welcome/welcome.tsx';
import { whiteboard } from './features/whiteboard/whiteboard.ts';
import type { Feature } from './session/app.ts';

/** Every feature of the app, in the order in which they register. */
export const features: readonly Feature[] = [
  presence,
  people,
  locks,
  conflicts,
  saves,
  pulse,
  drawing,
  whiteboard,
  git,
  merging,
  languages,
  conventions,
  sharing,
  reach,
  tasks,
  templates,
  terminals,
  copies,
  welcome,
  desktop,
  recording,
  openRecordings,
  droppedRecordings,
  comments,
  reviews,
  chat,
  notifications,
  calls,
  agents,
  inbox,
  exportRecordings,
  keepingCopies,
  libraryCommands,
  keepingRecordings,
  shareRecordings,
  activity,
  storage,
  replayEntrance,
  keepReadOnly,
];

/** Features of a window that shows a recording: those that only show something, and the player. */
export const replayFeatures: readonly Feature[] = [
  people,
  locks,
  saves,
  pulse,
  drawing,
  whiteboard,
  git,
  languages,
  terminals,
  desktop,
  openRecordings,
  droppedRecordings,
  exportRecordings,
  keepingCopies,
  comments,
  reviews,
  chat,
  calls,
  agents,
  inbox,
  replay,
  keepReadOnly,
];
