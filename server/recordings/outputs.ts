import type { TextForm } from '../../src/shared/capabilities/library/methods.ts';
import { castsOf } from './casts.ts';
import { fileNameOf } from './file-names.ts';
import { htmlReport, markdownReport, type Titled } from './report.ts';
import { summaryOf } from './summary.ts';
import type { Readable } from './walk.ts';

/** A file that is made of a recording. */
export interface Output {
  name: string;
  content: Uint8Array;
}

/** Makes the files of a form from a recording: a report, or a track of each terminal. */
export async function outputsOf(form: TextForm, titled: Titled, readable: Readable): Promise<Output[]> {
  const encode = (content: string) => new TextEncoder().encode(content);
  if (form === 'casts')
    return (await castsOf(readable)).map(({ name, content }) => ({ name, content: encode(content) }));
  const summary = await summaryOf(readable);
  const [write, ending] = form === 'html' ? ([htmlReport, '.html'] as const) : ([markdownReport, '.md'] as const);
  return [{ name: fileNameOf(titled.title, ending), content: encode(write(titled, summary)) }];
}
