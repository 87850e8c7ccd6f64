import { type BrowserWindow, dialog } from 'electron';
import { permissionFor, permissionQuestion } from './page-rules.ts';

/** Rights of one window's page on this machine. */
export class Permissions {
  readonly #window: BrowserWindow;
  readonly #origin: string;
  readonly #guest: boolean;
  /** Each permission is asked for once; a page that was refused cannot ask again. */
  readonly #asked = new Map<string, Promise<boolean>>();
  readonly #given = new Set<string>();

  constructor(window: BrowserWindow, origin: string, guest: boolean) {
    this.#window = window;
    this.#origin = origin;
    this.#guest = guest;
  }

  #verdict(permission: string, url: string): 'yes' | 'ask' | 'no' {
    return permissionFor(permission, { url, origin: this.#origin, guest: this.#guest });
  }

  /** Whether it has a permission now, without a question. */
  has(permission: string, url: string): boolean {
    const verdict = this.#verdict(permission, url);
    return verdict === 'yes' || (verdict === 'ask' && this.#given.has(permission));
  }

  /** Gives a permission, after asking the person where it takes that. */
  async request(permission: string, url: string): Promise<boolean> {
    const verdict = this.#verdict(permission, url);
    if (verdict !== 'ask') return verdict === 'yes';
    const answer = this.#asked.get(permission) ?? this.#ask(permission);
    this.#asked.set(permission, answer);
    return answer;
  }

  async #ask(permission: string): Promise<boolean> {
    const { response } = await dialog.showMessageBox(this.#window, {
      type: 'question',
      ...permissionQuestion(permission, this.#origin),
      buttons: ['Don’t Allow', 'Allow'],
      defaultId: 0,
      cancelId: 0,
    });
    if (response === 1) this.#given.add(permission);
    return response === 1;
  }
}
