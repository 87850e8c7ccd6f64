import { selectedLines, selectionOf } from '../../../client/locks/lock-lines.ts';
import { type HeldLock, linesMeet } from '../../../shared/capabilities/locks/held-lock.ts';
import { lockPattern, noPattern } from '../../../shared/capabilities/locks/lock-pattern.ts';
import type { LockWish } from '../../../shared/capabilities/locks/locker.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import { newId } from '../../../shared/core/ids.ts';
import { agoInWords } from '../../../shared/text/age.ts';
import type { App } from '../../session/app.ts';
import { placeInWords, untilInWords } from './lock-words.ts';
import type { LocksModel } from './locks-model.ts';

export const minutesSetting = 'ensemble.locks.minutes';

/** Actions on locks, each told in words. */
export class Locking {
  readonly #app: App;
  readonly #model: LocksModel;

  constructor(app: App, model: LocksModel) {
    this.#app = app;
    this.#model = model;
  }

  /** Locks the selection in the active editor, or all of its file. */
  async lock(what: 'selection' | 'file'): Promise<void> {
    const { workbench } = this.#app;
    const active = workbench.editors.active();
    if (active && this.#app.texts.isLocal(active.key)) {
      const words = `${active.key} is hidden from guests: there is nobody to lock it for.`;
      await workbench.notifications.show('info', words);
      return;
    }
    const wish = this.#wish(what);
    if (!wish) {
      await workbench.notifications.show('info', 'Open a file of the folder first: this locks it, or lines of it.');
      return;
    }
    const { lines } = wish.section ?? { lines: null };
    const isHere = ({ ref, path }: HeldLock) => (ref === null ? path === wish.path : ref === wish.ref);
    const own = this.#model.store
      .get()
      .locks.find((lock) => lock.isMine && isHere(lock) && linesMeet(lock.lines, lines));
    if (own) {
      await workbench.notifications.show('info', `You have locked ${placeInWords(own)} already.`);
      return;
    }
    await this.#take(wish);
  }

  /** Locks all files that fit a pattern which the person types. */
  async lockPattern(): Promise<void> {
    const { workbench, client } = this.#app;
    const typed = await workbench.quickInput.input({
      placeholder: 'src/parser/**',
      prompt: 'Lock all files that fit, also those that are made later. A folder stands for all in it.',
      validate: (value) => (value.trim() === '' || lockPattern.safeParse(value.trim()).success ? null : noPattern),
    });
    const pattern = typed?.trim() ?? '';
    if (pattern === '') return;
    const times = { untilMs: this.#untilMs(), note: '' };
    const id = newId(client.options.environment);
    await this.#take({ id, ref: null, path: null, pattern, section: null, ...times });
  }

  async #take(wish: LockWish): Promise<void> {
    await this.#tell(async () => {
      const outcome = await this.#model.locker.acquire(wish);
      if (outcome.is === 'off') return this.#nobodyHere();
      if (outcome.is === 'refused') return this.#refused(outcome.by);
      const words = `Locked ${placeInWords({ ...wish, lines: wish.section?.lines ?? null })}${untilInWords(wish)}`;
      this.#app.workbench.notifications.announce(words);
    });
  }

  /** End of a lock that begins now, as the person's settings say. */
  #untilMs(): number | null {
    const { workbench, client } = this.#app;
    const minutes = Number(workbench.configuration.get(minutesSetting));
    return minutes > 0 ? client.options.environment.nowMs() + Math.round(minutes * 60_000) : null;
  }

  #wish(what: 'selection' | 'file'): LockWish | null {
    const { workbench, client, texts } = this.#app;
    const active = workbench.editors.active();
    const text = active ? workbench.models.get(active.key) : undefined;
    if (!active || !text) return null;
    const ref = texts.refOf(active.key);
    const document = ref === null ? null : client.documents.get(ref);
    if (!document) return null;
    const { anchor, head } = active.selections[0] ?? { anchor: 0, head: 0 };
    const lines = selectedLines(text.getValue(), anchor, head);
    return {
      id: newId(client.options.environment),
      ref,
      path: text.path,
      section: what === 'file' ? null : { selection: selectionOf(document, lines), lines },
      untilMs: this.#untilMs(),
      note: '',
    };
  }

  async #nobodyHere(): Promise<void> {
    const { workbench } = this.#app;
    const words = 'Only you are here, so there is nobody to lock anything for. Share this folder first.';
    const chosen = await workbench.notifications.show('info', words, { buttons: ['Share'] });
    if (chosen === 'Share') await workbench.commands.execute('ensemble.share');
  }

  async #refused(by: HeldLock): Promise<void> {
    const words = `${by.name} has locked ${placeInWords(by)}${untilInWords(by)}.`;
    const chosen = await this.#app.workbench.notifications.show('info', words, { buttons: ['Force unlock'] });
    if (chosen === 'Force unlock') await this.forceUnlock(by);
  }

  /** Releases an own lock. */
  async unlock(lock: HeldLock): Promise<void> {
    await this.#tell(async () => {
      await this.#model.locker.release(lock.id);
      this.#app.workbench.notifications.announce(`Unlocked ${placeInWords(lock)}`);
    });
  }

  /** Ends another's lock, once the person has confirmed it. */
  async forceUnlock(lock: HeldLock): Promise<void> {
    const { workbench, client } = this.#app;
    const ago = agoInWords(lock.sinceMs, client.options.environment.nowMs());
    const detail = `${lock.name} locked this ${ago}${untilInWords(lock)}. ${lock.name} is told that you ended it, and everyone sees it in the Locks view.`;
    const button = 'Force unlock';
    const question = `Force unlock ${placeInWords(lock)}?`;
    if ((await workbench.dialogs.ask('warning', question, { detail, buttons: [button] })) !== button) return;
    await this.#tell(async () => {
      await this.#model.locker.steal(lock.id, '');
      workbench.notifications.announce(`Ended the lock of ${lock.name}`);
    });
  }

  /** Lets the person choose a lock to end. */
  async chooseAndUnlock(): Promise<void> {
    const { workbench } = this.#app;
    const { locks } = this.#model.store.get();
    if (locks.length === 0) return void (await workbench.notifications.show('info', 'Nothing is locked.'));
    const items = locks
      .toSorted((a, b) => Number(b.isMine) - Number(a.isMine))
      .map((lock) => ({
        label: placeInWords(lock),
        icon: lock.isMine ? 'unlock' : 'lock',
        description: lock.isMine ? 'yours' : `locked by ${lock.name}: force unlock`,
        detail: untilInWords(lock).trim(),
        value: lock,
      }));
    const lock = await workbench.quickInput.pick(items, { placeholder: 'What is to be unlocked?' });
    if (lock) await (lock.isMine ? this.unlock(lock) : this.forceUnlock(lock));
  }

  /** Runs an action and shows its errors; refusals of the session are told for all kinds in one place. */
  async #tell(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (thrown instanceof EnsembleError && thrown.code === 'not-permitted') return;
      const words = thrown instanceof Error ? thrown.message : String(thrown);
      await this.#app.workbench.notifications.show('warning', words);
    }
  }
}
