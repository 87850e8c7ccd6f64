import { saveFile } from '../../../src/client/shared-file.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, someEditor } from './common.ts';

/** Encodings that hold every text, and that a file's bytes tell. */
const encodings = [
  { encoding: 'utf8', bom: false },
  { encoding: 'utf8', bom: true },
  { encoding: 'utf16le', bom: true },
  { encoding: 'utf16be', bom: true },
] as const;

/** Chooses another encoding or other line ends for a text, and may save it at once. */
function changeFormat(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return;
  const { random } = simulation;
  const { document } = chosen.editor;
  const { now } = document.format;
  const part = random.chance(0.5) ? random.pick(encodings) : { eol: random.pick(['lf', 'crlf', 'cr'] as const) };
  document.format.choose({ ...now, ...part }).catch(() => undefined);
  if (!random.chance(0.3)) return;
  void saveFile(chosen.actor.client, document).catch(() => undefined);
}

/** Has the host read a file's bytes anew; with unsaved work, or where they are in another encoding, it refuses. */
function reopen(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return;
  const { ref } = chosen.editor.document;
  void chosen.actor.client.request('documents.reopen', { ref, encoding: 'utf8' }).catch(() => undefined);
}

/** Choices of a text's format. */
export const formats: Operation[] = [
  { name: 'change format', weight: 2, run: changeFormat },
  { name: 'reopen with encoding', weight: 1, run: reopen },
];
