import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SharingSettings, sharingSettings } from '../files/visibility.ts';

/** The file of a folder that says what of it is shared: `{ "hidden": [], "shown": [], "readOnly": [] }`. */
export const sharingSettingsPath = '.ensemble/sharing.json';

/** Reads what a folder shares. A file that cannot be understood hides as if nothing were set, and is reported. */
export function readSharingSettings(root: string, report: (message: string) => void): SharingSettings {
  let text: string;
  try {
    text = readFileSync(join(root, sharingSettingsPath), 'utf8');
  } catch {
    return sharingSettings.parse({});
  }
  try {
    return sharingSettings.parse(JSON.parse(text));
  } catch (thrown) {
    report(
      `${sharingSettingsPath} was not understood, so only the defaults hold: ${String((thrown as Error).message)}`,
    );
    return sharingSettings.parse({});
  }
}
