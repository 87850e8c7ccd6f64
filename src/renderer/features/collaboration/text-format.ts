import type { SessionClient } from '../../../client/session-client.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import type { WrittenAs } from '../../../shared/capabilities/documents/document-state.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { Workspace } from '../../../shared/session/contract.ts';
import { encodingId, encodingLabel, isEncoding, markedOf } from '../../../shared/text/encodings.ts';
import type { TextModelPort } from '../../workbench/index.ts';
import { isDirty } from './dirty-mark.ts';

/** Place for choices of a text's format, and for messages about failures. */
export interface FormatPlace {
  client: SessionClient;
  workspace: Workspace;
  tell: (words: string) => void;
}

const wordsOf = (thrown: unknown) =>
  thrown instanceof EnsembleError ? thrown.message : 'It did not work; nothing was changed. Try again.';

/**
 * Shows a document's format, the same for everyone, and makes choices here choices for everyone. Returns a function
 * that stops it.
 */
export function followFormat(place: FormatPlace, document: TextDocument, model: TextModelPort): () => void {
  const { client, workspace, tell } = place;
  const { ref, format } = document;
  const show = () => {
    const info = client.state.documents[ref];
    if (info) {
      const isMixed = info.diskFormat === undefined && info.format.mixedEol && format.unacknowledged === null;
      model.showFormat({ encoding: encodingId(format.now), eol: format.now.eol, isMixed });
    }
  };
  const choose = (part: Partial<WrittenAs>) => {
    format.choose({ ...format.now, ...part }).catch((thrown: unknown) => tell(wordsOf(thrown)));
  };
  model.setFormatting({
    encode: (id) => choose(markedOf(id) ?? {}),
    endLines: (eol) => choose({ eol }),
    reopen: async (encoding) => {
      if (!isEncoding(encoding)) return;
      const name = model.path ?? model.title;
      // The host cannot know of edits that are still on their way.
      if (isDirty(client, document) || client.isWaitingOn(ref))
        return tell(
          `${name} was not reopened with ${encodingLabel(encoding)}: unsaved text would be lost, for everyone. Save it first, or take the changes back, then choose the encoding again.`,
        );
      await workspace.request('documents.reopen', { ref, encoding }).catch((thrown: unknown) => tell(wordsOf(thrown)));
    },
  });
  let known = client.state.documents[ref]?.format;
  const stops = [
    client.events.on('state', ({ documents }) => {
      if (documents[ref]?.format === known) return;
      known = documents[ref]?.format;
      show();
    }),
    format.onChange(show),
  ];
  show();
  return () => {
    for (const stop of stops) stop();
    model.setFormatting(null);
  };
}

/** Lets a person choose the encoding of a file whose bytes do not tell it: then it is a document, for everyone. */
export function askEncoding({ workspace, tell }: FormatPlace, model: TextModelPort): void {
  model.setFormatting({
    encode: () => undefined,
    endLines: () => undefined,
    reopen: async (encoding) => {
      if (!isEncoding(encoding)) return;
      const opened = workspace.request('documents.open', { path: model.key, encoding });
      await opened.catch((thrown: unknown) => tell(wordsOf(thrown)));
    },
  });
}
