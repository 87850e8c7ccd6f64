import type { Asking } from '../../core/asking.ts';
import { capability, on } from '../../core/capability.ts';
import { EnsembleError } from '../../core/errors.ts';
import { peopleKinds } from '../people/kinds.ts';
import { present } from '../people/participants.ts';
import type { PeopleState } from '../people/people-state.ts';
import { recordingKinds } from './kinds.ts';
import { recordingMethods } from './methods.ts';
import { noRecording, type Recording, type RecordingState } from './recording-state.ts';

type State = RecordingState & PeopleState;

/** Changes the recording that an entry is about. */
function changed(state: State, ref: string | null, change: (recording: Recording) => Partial<Recording>): State {
  const { recording } = state;
  return recording === null || recording.ref !== ref
    ? state
    : { ...state, recording: { ...recording, ...change(recording) } };
}

function objected(state: State, by: string, ref: string | null): State {
  const person = state.replicas[by]?.person;
  if (person === undefined) return state;
  return changed(state, ref, ({ objectors }) => ({
    objectors: objectors.includes(person) ? objectors : [...objectors, person],
  }));
}

function agreed(state: State, by: string, ref: string | null): State {
  const person = state.replicas[by]?.person;
  return changed(state, ref, ({ objectors }) => ({ objectors: objectors.filter((each) => each !== person) }));
}

/** Drops the objections of people who are gone: nothing of theirs is recorded any more. */
function reviewed(state: State): State {
  const { recording } = state;
  if (recording === null || recording.objectors.length === 0) return state;
  const here = new Set(present(state).map(({ person }) => person));
  const objectors = recording.objectors.filter((person) => here.has(person));
  return objectors.length === recording.objectors.length ? state : { ...state, recording: { ...recording, objectors } };
}

const refuse = (code: EnsembleError['code'], words: string) => new EnsembleError(code, words);

function objection({ recording }: State, { saying: { kind, ref }, person }: Asking): EnsembleError | null {
  if (!kind.startsWith('recording.') && kind !== 'tree.listed') return null;
  if (ref === null) return refuse('bad-request', 'This is about a recording: say which.');
  if (kind === 'recording.started')
    return recording === null ? null : refuse('exists', 'The session is recorded already: stop that recording first.');
  if (recording === null || recording.ref !== ref) return refuse('not-found', 'This recording is over.');
  if (kind === 'recording.agreed' && !recording.objectors.includes(person))
    return refuse('bad-request', 'You do not object to the recording.');
  return null;
}

/** Recordings of a session: stretches of its log that are kept whole, and watched again. */
export const recording = capability({
  name: 'recording',
  kinds: recordingKinds,
  methods: recordingMethods,
  narrowing: { open: true },
  slice: noRecording,
  reducers: [
    on(recordingKinds, {
      'recording.started': (state: State, { by, ref, at, body: { title } }): State => {
        const person = state.replicas[by]?.person;
        if (ref === null || person === undefined || state.recording !== null) return state;
        return { ...state, recording: { ref, title, person, startedMs: at, isPaused: false, objectors: [] } };
      },
      'recording.paused': (state: State, { ref }) => changed(state, ref, () => ({ isPaused: true })),
      'recording.resumed': (state: State, { ref }) => changed(state, ref, () => ({ isPaused: false })),
      'recording.stopped': (state: State, { ref }): State =>
        state.recording?.ref === ref ? { ...state, recording: null } : state,
      'recording.objected': (state: State, { by, ref }) => objected(state, by, ref),
      'recording.agreed': (state: State, { by, ref }) => agreed(state, by, ref),
    }),
    on(peopleKinds, {
      'participant.left': (state: State) => reviewed(state),
      'participant.removed': (state: State) => reviewed(state),
    }),
  ],
  objection,
  objectionToHearing: ({ recording }: State, _person, ref) => (recording?.ref === ref ? null : undefined),
});
