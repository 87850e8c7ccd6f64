import { shownName } from '../../../shared/capabilities/people/names.ts';
import { accessMayDiffer, accessOf, includes } from '../../../shared/capabilities/terminals/access.ts';
import type { TerminalAccess } from '../../../shared/capabilities/terminals/access-level.ts';
import { decodeTerminalBody } from '../../../shared/capabilities/terminals/decode.ts';
import { decodeScreenCheckpoint } from '../../../shared/capabilities/terminals/screen-checkpoint.ts';
import type { SharedTerminal } from '../../../shared/capabilities/terminals/terminal-state.ts';
import type { Entry } from '../../../shared/core/entry.ts';
import type { SessionState } from '../../../shared/session/state.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { lineWords } from '../../ui/line-words.ts';
import type { ForeignTab, TerminalSurface } from '../../workbench/index.ts';
import type { FileOpenings } from './file-openings.ts';
import { GuestTyping } from './guest-typing.ts';

const rights: Record<TerminalAccess, string> = { none: '', read: 'looking', approve: 'proposing', write: 'typing' };

/** Words below the last output of a terminal that has ended. */
function endWords(reason: 'exited' | 'closed', exitCode: number | null): string {
  const kept = 'What was printed stays here until you close the tab.';
  if (reason === 'closed') return `The host has closed this terminal. ${kept}`;
  return `The program has ended${exitCode === null ? '' : ` with code ${exitCode}`}. ${kept}`;
}

interface Shown {
  typing: GuestTyping;
  tab: ForeignTab | null;
  title: string;
  surface: TerminalSurface | null;
}

/** Terminals that are shared with this window's person, as tabs of the panel. */
export class WatchedTerminals {
  readonly #app: App;
  readonly #openings: FileOpenings;
  readonly #shown = new Map<string, Shown>();
  /** Words about terminals that have just ended. */
  readonly #ended = new Map<string, string>();
  /** Refs of agents' commands that the person wants to see: of the many of them none comes by itself. */
  readonly #wanted = new Set<string>();
  /** Refs whose tabs the person has closed. */
  readonly #closed = new Set<string>();

  constructor(app: App, openings: FileOpenings) {
    this.#app = app;
    this.#openings = openings;
  }

  /** Shows what is shared from now on. */
  follow(): void {
    const { session } = this.#app;
    let known: SessionState | null = null;
    const look = () => {
      const before = known;
      const now = session.state;
      known = now;
      if (before === null || accessMayDiffer(before, now)) this.#look();
    };
    session.events.on('state', look);
    session.events.on('entry', (entry) => this.#hear(entry));
    look();
  }

  /** Shows all that are shared, also those whose tabs were closed. */
  async showAll(): Promise<void> {
    this.#closed.clear();
    this.#look();
    const [first] = this.#shown.values();
    if (first) first.tab?.reveal();
    else this.#app.workbench.notifications.status('No terminal is shared with you. “Ask for a Terminal” asks for one.');
  }

  /** Shows the terminal of an agent's command. */
  show(ref: string): void {
    this.#wanted.add(ref);
    this.#closed.delete(ref);
    this.#look();
    this.#shown.get(ref)?.tab?.reveal();
  }

  /** Tells of lines that are proposed in a terminal at which this person looks. */
  #hear({ kind, ref, body }: Entry): void {
    if (kind === 'terminal.ended' && ref !== null) {
      const { reason, exitCode } = decodeBody(kind, body);
      if (reason !== 'unshared') this.#ended.set(ref, endWords(reason, exitCode));
    }
    if (ref === null || !this.#shown.has(ref) || kind !== 'terminal.proposed') return;
    const { person, text } = decodeBody(kind, body);
    const name = shownName(this.#app.session.state, person) ?? 'Somebody';
    if (person !== this.#app.session.person)
      this.#app.workbench.notifications.status(`${name} proposes: ${lineWords(text)}`);
  }

  #access(terminal: SharedTerminal | undefined): TerminalAccess {
    const { state, person } = this.#app.session;
    return terminal && person !== null ? accessOf(state, person, terminal) : 'none';
  }

  #look(): void {
    const { session, isHostWindow } = this.#app;
    const { state, person } = session;
    for (const [ref, terminal] of Object.entries(state.terminals)) {
      // Windows of the host's own have their person's terminals themselves.
      const isOwn = isHostWindow && terminal.person === person && terminal.agent === undefined;
      const mayLook = includes(this.#access(terminal), 'read') && !isOwn;
      const comes = (terminal.agent === undefined || this.#wanted.has(ref)) && !this.#closed.has(ref);
      if (mayLook && comes && !this.#shown.has(ref)) void this.#show(ref, terminal);
      else if (mayLook) this.#rename(ref, terminal);
    }
    for (const [ref, shown] of this.#shown) {
      if (includes(this.#access(state.terminals[ref]), 'read')) continue;
      this.#shown.delete(ref);
      // Gone with its moment: it may come again.
      if (this.#app.recording) shown.tab?.close();
      else queueMicrotask(() => this.#end(ref, shown));
    }
  }

  /** Says why nothing more comes: the entry that tells it is heard after the state without the terminal. */
  #end(ref: string, { surface }: Shown): void {
    surface?.end(this.#ended.get(ref) ?? 'This terminal is not shared with you any more.');
    this.#ended.delete(ref);
  }

  #titleOf(terminal: SharedTerminal): string {
    const name = shownName(this.#app.session.state, terminal.agent ?? terminal.person) ?? 'Host';
    const right = rights[this.#access(terminal)];
    return `${name}: ${terminal.title || terminal.shell} (${right}${terminal.logsInput ? ', input logged' : ''})`;
  }

  #rename(ref: string, terminal: SharedTerminal): void {
    const shown = this.#shown.get(ref);
    const title = this.#titleOf(terminal);
    if (!shown || shown.title === title) return;
    shown.title = title;
    shown.tab?.rename(title);
  }

  async #show(ref: string, terminal: SharedTerminal): Promise<void> {
    const { workbench } = this.#app;
    const typing = new GuestTyping(this.#app, ref, () => this.#access(this.#app.session.state.terminals[ref]));
    const shown: Shown = { typing, tab: null, title: this.#titleOf(terminal), surface: null };
    this.#shown.set(ref, shown);
    const start = (surface: TerminalSurface) => {
      shown.surface = surface;
      return this.#connect(ref, surface);
    };
    const onInput = (data: string) => {
      if (this.#access(this.#app.session.state.terminals[ref]) === 'write') this.#openings.follow();
      typing.take(data);
    };
    const onFit = (size: { columns: number; rows: number }) => typing.fits(size);
    const foreign = { id: ref, title: shown.title, icon: 'broadcast', start, onInput, onFit };
    shown.tab = await workbench.terminals.show(foreign, () => {
      if (this.#shown.get(ref) !== shown) return;
      this.#shown.delete(ref);
      this.#closed.add(ref);
    });
    if (this.#app.recording || terminal.agent !== undefined) return shown.tab.reveal();
    const name = shownName(this.#app.session.state, terminal.person) ?? 'The host';
    const buttons = ['Show'] as const;
    const answer = await workbench.notifications.show('info', `${name} shares a terminal with you.`, { buttons });
    if (answer === 'Show') shown.tab.reveal();
  }

  /** Leads what the log tells of a terminal to its tab. */
  #connect(ref: string, surface: TerminalSurface): () => void {
    const sizeNow = () => {
      const { columns = 80, rows = 24 } = this.#app.session.state.terminals[ref] ?? {};
      return { columns, rows };
    };
    return this.#app.session.followed.follow(ref, {
      begin: (checkpoint) => {
        if (!checkpoint) return surface.begin(sizeNow(), new Uint8Array());
        const { columns, rows, screen, after } = decodeScreenCheckpoint(checkpoint);
        surface.begin({ columns, rows }, new TextEncoder().encode(screen));
        surface.write(after);
      },
      take: ({ kind, body }) => {
        const told = decodeTerminalBody(kind, body);
        if (!told) return;
        const { size, output } = told;
        if (output?.isScreen) return surface.begin(size ?? sizeNow(), output.data);
        if (size) surface.resize({ columns: size.columns, rows: size.rows });
        if (output) surface.write(output.data);
      },
      withheld: ({ message }) => surface.end(message),
    });
  }
}
