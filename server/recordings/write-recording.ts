import type { Environment } from '../../src/shared/core/environment.ts';
import { type ExportOptions, exportRecording } from './export-recording.ts';
import { RecordingWriter, type Sink } from './recording-writer.ts';
import { ordinaryCostLog2, saltBytes } from './sealing.ts';

/** Wishes for a recording's file. */
export interface FileWishes {
  sink: Sink;
  /** Null leaves the file plain. */
  passphrase: string | null;
  /** Cost of the key; `ordinaryCostLog2` where it is left out. */
  costLog2?: number;
}

/** Writes a recording into a new file: plain, or encrypted by a passphrase. */
export async function writeRecording(
  environment: Pick<Environment, 'randomBytes'>,
  { sink, passphrase, costLog2 = ordinaryCostLog2 }: FileWishes,
  options: ExportOptions,
): Promise<void> {
  const sealing = passphrase === null ? null : { passphrase, costLog2, salt: environment.randomBytes(saltBytes) };
  const writer = await RecordingWriter.begin(sink, sealing);
  await exportRecording(writer, options);
}
