import { IconLabel } from '@codingame/monaco-vscode-api/vscode/vs/base/browser/ui/iconLabel/iconLabel';
import { plainWords } from '../../../shared/text/shown.ts';

/** Characters that may mislead: all but printable ASCII, of which most labels consist. */
const mayMislead = /[^ -~]/;

/** Separator that `inertWords` has inserted, and that stays. */
const parting = '\u2060';

const plain = (words: string) => (mayMislead.test(words) ? words.split(parting).map(plainWords).join(parting) : words);

// Trees, tabs and lists of the workbench show names of files through it, and a file may have any name: with an override
// of the direction in its name, a program looks like a picture.
const { setLabel } = IconLabel.prototype;
IconLabel.prototype.setLabel = function (this: IconLabel, label, description, options) {
  const shown = typeof label === 'string' ? plain(label) : label.map(plain);
  const beside = description === undefined ? undefined : plain(description);
  if (typeof options?.title !== 'string') return setLabel.call(this, shown, beside, options);
  return setLabel.call(this, shown, beside, { ...options, title: plain(options.title) });
};
