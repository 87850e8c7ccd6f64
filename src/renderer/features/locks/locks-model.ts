import { HostLocker } from '../../../client/locks/host-locker.ts';
import { noLocker } from '../../../client/locks/no-locker.ts';
import { SessionLocker } from '../../../client/locks/session-locker.ts';
import { TeamLocker } from '../../../client/locks/team-locker.ts';
import type { HeldLock, StolenLock } from '../../../shared/capabilities/locks/held-lock.ts';
import { fitsPattern } from '../../../shared/capabilities/locks/lock-pattern.ts';
import type { Locker } from '../../../shared/capabilities/locks/locker.ts';
import { present } from '../../../shared/capabilities/people/participants.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';

/** Interval at which ends of locks are checked, and `5 min ago` is updated. */
const tickMs = 10_000;

export const modeSetting = 'ensemble.locks.mode';

/** off: nobody is there to lock for. team: through the session. files: beside the repository. */
export type LockMode = 'off' | 'team' | 'files';

export interface LocksShown {
  mode: LockMode;
  locks: readonly HeldLock[];
  traces: readonly StolenLock[];
  nowMs: number;
}

/** The locks of this window, by whichever means there is now. */
export class LocksModel {
  readonly store = createStore<LocksShown>({ mode: 'off', locks: [], traces: [], nowMs: 0 });
  readonly #app: App;
  readonly #files: HostLocker | null;
  readonly #lossListeners = new Set<(loss: StolenLock) => void>();
  #locker: Locker = noLocker;
  #mode: LockMode = 'off';
  #leave: () => void = () => undefined;
  #isReady = false;
  #ticking = false;

  constructor(app: App) {
    this.#app = app;
    const { client, workbench, workspace, isHostWindow, texts } = app;
    this.#files = isHostWindow ? new HostLocker(workspace, client.options.environment) : null;
    client.events.on('state', () => this.#choose());
    // Locks move with their text.
    texts.onChanged(() => {
      if (this.store.get().locks.length > 0) this.#update();
    });
    void workbench.ready.then(() => {
      this.#isReady = true;
      this.#choose();
      workbench.configuration.onChanged((affects) => {
        if (affects(modeSetting)) this.#choose();
      });
    });
    this.#choose();
  }

  get locker(): Locker {
    return this.#locker;
  }

  #wantedMode(): LockMode {
    const { client, workbench } = this.#app;
    const setting = this.#isReady ? workbench.configuration.get(modeSetting) : 'auto';
    if (setting === 'off') return 'off';
    if (setting === 'files' && this.#files) return 'files';
    const isAlone =
      client.state.sharing === null && present(client.state).every(({ person }) => person === client.person);
    return isAlone ? 'off' : 'team';
  }

  #choose(): void {
    const mode = this.#wantedMode();
    if (mode === this.#mode) return;
    this.#leave();
    this.#mode = mode;
    const team = mode === 'team' ? this.#team() : null;
    this.#locker = team ?? (mode === 'files' && this.#files ? this.#files : noLocker);
    const stops = [
      this.#locker.onChanged(() => this.#update()),
      this.#locker.onLost((loss) => {
        for (const listener of this.#lossListeners) listener(loss);
      }),
    ];
    this.#leave = () => {
      for (const stop of stops) stop();
      void team?.close().catch(() => undefined);
    };
    this.#app.workbench.context.set('ensemble.canLock', mode !== 'off');
    this.#update();
  }

  #team(): TeamLocker {
    const { client } = this.#app;
    return new TeamLocker({
      session: new SessionLocker(client),
      files: this.#files,
      environment: client.options.environment,
      isOnline: () => client.status.is === 'online',
      onConnection: (listener) => client.events.on('status', listener),
    });
  }

  #update(): void {
    const nowMs = this.#app.client.options.environment.nowMs();
    const next = { mode: this.#mode, locks: this.#locker.list(), traces: this.#locker.traces(), nowMs };
    const { nowMs: _, ...before } = this.store.get();
    const { nowMs: __, ...after } = next;
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    if (!isSame || nowMs - this.store.get().nowMs >= tickMs) this.store.set(next);
    this.#tick();
  }

  #tick(): void {
    const { locks, traces } = this.store.get();
    if (this.#ticking || locks.length + traces.length === 0) return;
    this.#ticking = true;
    this.#app.client.options.environment.setTimer(() => {
      this.#ticking = false;
      this.#update();
    }, tickMs);
  }

  /** Lists the locks of the text behind an open editor's key, with their lines at this moment. */
  locksIn(key: string): HeldLock[] {
    if (this.store.get().locks.length === 0) return [];
    const ref = this.#app.texts.refOf(key);
    const path = ref === null ? key : (this.#app.client.state.documents[ref]?.path ?? null);
    return this.#locker.list().filter((lock) => {
      if (lock.pattern !== undefined) return path !== null && fitsPattern(lock.pattern, path);
      return lock.ref === null ? lock.path === key : lock.ref === ref;
    });
  }

  /** Called when somebody else has ended a lock of mine. */
  onLost(listener: (loss: StolenLock) => void): void {
    this.#lossListeners.add(listener);
  }
}
