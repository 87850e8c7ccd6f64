/** A recording that was started and is not over. */
export interface Recording {
  /** Id of the recording: the ref of its entries. */
  ref: string;
  title: string;
  /** Person who started it. */
  person: string;
  startedMs: number;
  /** True while somebody with the right has it rest. */
  isPaused: boolean;
  /** Persons who object: it rests as long as there is one. */
  objectors: readonly string[];
}

export interface RecordingState {
  recording: Recording | null;
}

export const noRecording: RecordingState = { recording: null };

/** Says whether what happens now is recorded. */
export function isRecorded({ recording }: RecordingState): boolean {
  return recording !== null && !recording.isPaused && recording.objectors.length === 0;
}
