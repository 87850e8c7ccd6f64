import { realpath } from 'node:fs/promises';
import type { Decisions } from './decisions.ts';
import { isInside } from './inside.ts';
import type { Repository } from './repository.ts';

/** Decides on repositories whose own folder lies outside of the shared one, to which a `.git` file leads. */
export class Places {
  readonly #decisions: Decisions;
  readonly #onDecided: () => void;
  readonly #asked = new Set<string>();

  constructor(decisions: Decisions, onDecided: () => void) {
    this.#decisions = decisions;
    this.#onDecided = onDecided;
  }

  /** Gives the reason for which a repository is not used, in words; null where it may be. Asks where nobody has decided. */
  async objectionTo(root: string, { path, gitDir, commonDir }: Repository): Promise<string | null> {
    const inside = await realpath(root);
    const isHere = async (place: string) => isInside(inside, await realpath(place).catch(() => place));
    if ((await isHere(gitDir)) && (await isHere(commonDir))) return null;
    const subject = { is: 'place', forGuests: false, content: `${path}\0${gitDir}\0${commonDir}` } as const;
    const known = this.#decisions.known(subject);
    if (known === true) return null;
    if (known === false)
      return 'The repository of this folder lies outside of it, and the owner has left it out. The command “Git: Ask Again About Hooks and Places” asks once more.';
    if (!this.#asked.has(subject.content)) {
      this.#asked.add(subject.content);
      const question = {
        title: `Show the repository of ${path === '' ? 'this folder' : `“${path}”`} to everybody here?`,
        detail: [
          `Its own folder lies outside of this one: ${gitDir}.`,
          'Everybody here would see its history, branches and changes, and whoever has the right would commit to it.',
        ],
        choices: ['Show', 'Leave It Out'],
        isOfOther: true,
      };
      void this.#decisions.isAllowed(subject, question).then(() => this.#onDecided());
    }
    return 'The repository of this folder lies outside of it. Its owner is asked, in a window of their own, whether everybody may see it.';
  }

  /** Asks again what nobody has answered: somebody is there now who can. */
  askAgain(): void {
    this.#asked.clear();
    this.#onDecided();
  }
}
