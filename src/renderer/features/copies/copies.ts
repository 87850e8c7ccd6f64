import type { CleanCopyState } from '../../../shared/capabilities/copies/copies.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { present } from '../../../shared/capabilities/people/participants.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { choiceWords, needWords } from './copy-words.ts';

const command = 'ensemble.cleanCopyTerminal';
const chooseCommand = 'ensemble.cleanCopyChoose';
const retryMs = 2_000;

/** Terminals on a copy of the folder that has nothing of others' half-typed edits: the host's own, or asked for. */
export function copies(app: App): void {
  const { workbench, isHostWindow } = app;
  const run = () => (isHostWindow ? openTerminal(app) : ask(app));
  workbench.commands.register({ id: command, title: 'Terminal on a Clean Copy', category: 'Ensemble', run });
  void workbench.terminals.offer([{ id: 'cleanCopy', title: 'Clean Copy', icon: 'beaker', run }]);
  if (isHostWindow) answerWishes(app);
  const lines = new SharedLines(app);
  if (isHostWindow) void workbench.terminals.ready.then(() => lines.watch());
  else watchWhereShared(app, lines);
}

/** A guest's copy has a terminal that is shared with them; without one there is nothing to ask the host for. */
function watchWhereShared({ session }: App, lines: SharedLines): void {
  const look = () => {
    if (Object.keys(session.state.terminals).length > 0) lines.watch();
  };
  session.events.on('state', look);
  look();
}

async function openTerminal(app: App): Promise<void> {
  const person = await chooseWhose(app);
  if (person !== undefined) await openFor(app, person);
}

/** Asks the host for one with this guest's own edits. */
async function ask({ workbench, client }: App): Promise<void> {
  await client.publish('terminal.wanted', { copy: true }).then(
    () => workbench.notifications.status('The host was asked for a terminal on a clean copy with your edits.'),
    () => undefined,
  );
}

/** Puts guests' wishes for clean copies before the host. One that is made is shared with its guest alone. */
function answerWishes(app: App): void {
  const { workbench, workspace, session } = app;
  const since = session.nowMs();
  session.events.on('entry', ({ kind, by, at, body }) => {
    if (kind !== 'terminal.wanted' || at < since || !decodeBody(kind, body).copy) return;
    const person = session.state.replicas[by]?.person;
    if (person !== undefined && session.state.host?.person === session.person) void share(person);
  });
  const share = async (person: string) => {
    const name = shownName(session.state, person) ?? 'Somebody';
    const words = `${name} asks for a terminal on a clean copy: what is saved, and their unsaved edits. They could do there whatever you can on this computer.`;
    const answer = await workbench.notifications.show('info', words, { buttons: ['Open and Share'], sticky: true });
    if (answer === undefined) return;
    const id = await openFor(app, person);
    if (id === null) return;
    await workspace.request('terminals.share', { id, access: 'none', people: [[person, 'write']] });
  };
}

/** Opens a terminal on a copy with somebody's edits. Gives its number at the host, or null. */
async function openFor(app: App, person: string): Promise<number | null> {
  const { workbench, workspace, session } = app;
  const whose = person === session.person ? '' : ` of ${shownName(session.state, person) ?? 'somebody'}`;
  try {
    const { place, notice } = await workbench.notifications.withProgress(
      'Making a clean copy…',
      () => workspace.request('copies.make', { person }),
      { place: 'status-bar' },
    );
    const id = await workbench.terminals.open({ title: `Clean copy${whose}`, icon: 'beaker', folder: place });
    const detail = notice === null ? '' : ` ${notice}`;
    workbench.notifications.status(
      `This copy follows what is saved, and the unsaved edits${whose || ' of yours'} alone.${detail}`,
    );
    return id;
  } catch (thrown) {
    void workbench.notifications.show('error', (thrown as Error).message);
    return null;
  }
}

/** Asks whose unsaved edits the copy is to have, where others are here. */
async function chooseWhose({ workbench, session }: App): Promise<string | undefined> {
  const { person: me, state } = session;
  if (me === null) return undefined;
  const others = present(state).filter(({ person }) => person !== me);
  if (others.length === 0) return me;
  const items = [
    { label: 'Mine alone', description: 'what is saved, and my unsaved edits', icon: 'account', value: me },
    ...others.map(({ person }) => ({
      label: shownName(state, person) ?? 'Somebody',
      description: 'what is saved, and their unsaved edits; share the terminal with them afterwards',
      icon: 'person',
      value: person,
    })),
  ];
  return workbench.quickInput.pick(items, { title: 'Terminal on a Clean Copy', placeholder: 'Whose unsaved edits?' });
}

/** Says where a clean copy cannot have a person's edit without another's, and lets choose both or neither. */
class SharedLines {
  readonly #app: App;
  readonly #said = new Map<number, string>();
  #copies: readonly CleanCopyState[] = [];
  #isWatching = false;
  readonly #item;

  constructor(app: App) {
    this.#app = app;
    this.#item = app.workbench.statusBar.create({
      id: 'ensemble.status.cleanCopy',
      name: 'Ensemble: Clean Copy',
      side: 'right',
      priority: 95,
    });
    app.workbench.commands.register({
      id: chooseCommand,
      title: 'Choose for Lines of a Clean Copy…',
      category: 'Ensemble',
      run: () => this.#choose(),
    });
  }

  /** Follows the copies from now on; once is enough. */
  watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    void this.#follow();
  }

  async #follow(): Promise<never> {
    for (;;) {
      try {
        for await (const { copies: all } of this.#app.workspace.open('copies.watch', {})) this.#told(all);
      } catch {
        // The host is away, and its copies with it.
      }
      this.#told([]);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  #told(all: readonly CleanCopyState[]): void {
    this.#copies = all;
    this.#show();
  }

  #words({ person, shared, takesBoth }: CleanCopyState): ReturnType<typeof needWords> {
    const { state, person: me } = this.#app.session;
    const nameOf = (of: string) => (of === me ? null : (shownName(state, of) ?? 'Somebody'));
    return needWords({ shared, takesBoth, copyOf: nameOf(person), nameOf });
  }

  #show(): void {
    const { notifications } = this.#app.workbench;
    const waiting = this.#copies.filter(({ shared }) => shared.length > 0);
    if (waiting.length === 0) this.#item.hide();
    const here = present(this.#app.session.state);
    const isHere = (person: string) => here.some((each) => each.person === person);
    for (const each of waiting) {
      const { copy, person } = each;
      const words = this.#words(each);
      this.#item.show({
        icon: 'beaker',
        text: words.short,
        ariaLabel: words.long,
        tooltip: words.long,
        command: chooseCommand,
      });
      if (this.#said.get(copy) === words.short) continue;
      this.#said.set(copy, words.short);
      // A guest who is here is asked in a window of their own.
      if (person !== this.#app.session.person && isHere(person)) continue;
      void notifications.show('info', words.long, { buttons: choiceWords }).then((chosen) => {
        if (chosen !== undefined) void this.#take(copy, chosen === choiceWords[0]);
      });
    }
    for (const copy of [...this.#said.keys()]) if (!waiting.some((each) => each.copy === copy)) this.#said.delete(copy);
  }

  async #choose(): Promise<void> {
    const { workbench } = this.#app;
    const [waiting] = this.#copies.filter(({ shared }) => shared.length > 0);
    if (waiting === undefined) return workbench.notifications.status('No clean copy has lines to choose for.');
    const words = this.#words(waiting);
    const items = choiceWords.map((label) => ({ label, value: label === choiceWords[0] }));
    const takesBoth = await workbench.quickInput.pick(items, { title: words.short, placeholder: words.long });
    if (takesBoth !== undefined) await this.#take(waiting.copy, takesBoth);
  }

  async #take(copy: number, takesBoth: boolean): Promise<void> {
    try {
      await this.#app.workspace.request('copies.choose', { copy, takesBoth });
    } catch (thrown) {
      void this.#app.workbench.notifications.show('error', (thrown as Error).message);
    }
  }
}
