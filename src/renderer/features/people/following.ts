import { restsInRing } from '../../../shared/capabilities/presence/rings.ts';
import type { App } from '../../session/app.ts';
import { noteFollowedPerson } from '../../session/followed-person.ts';
import { openReviewedFile, shownReviewedFile } from '../../session/reviewed-file.ts';
import { lineAt } from '../../ui/line-at.ts';
import { isHere, type PersonRow } from '../../ui/person-rows.ts';
import { createStore } from '../../ui/react-render.tsx';
import { type PlacedText, personColour } from '../../workbench/index.ts';
import { breaksOff, ownInput } from './break-off.ts';
import { showFollowFrame } from './follow-frame.ts';
import { nextStep, type Sight, terminalInSight } from './follow-rule.ts';
import type { PeopleModel } from './people-model.ts';
import { RecordedViews } from './recorded-views.ts';

/** Time after bringing an editor somewhere in which its moves are not the person's. */
const settleMs = 1_000;

/** Texts side by side, and the place of the active one among them. */
interface Beside {
  texts: readonly PlacedText[];
  focused: number;
}

const nothingBeside: Beside = { texts: [], focused: 0 };

/** Following somebody: my editors go where theirs go, until I move by myself. */
export class Following {
  /** The person whom I follow. */
  readonly person = createStore<string | null>(null);
  readonly #app: App;
  readonly #people: PeopleModel;
  readonly #views: RecordedViews | null;
  readonly #status;
  #sight: Sight | null = null;
  #beside: Beside = nothingBeside;
  /** Terminal that they had in sight last. */
  #terminal: string | null = null;
  #removeFrame: (() => void) | null = null;
  /** True while they follow me, perhaps by others, and all of these come to me. */
  #rests = false;
  #moving = false;
  #movedMs = Number.NEGATIVE_INFINITY;

  constructor(app: App, people: PeopleModel) {
    this.#app = app;
    this.#people = people;
    this.#views = app.recording && new RecordedViews(app.recording);
    if (this.#views) this.#views.onChanged = () => this.#update();
    const { workbench, texts } = app;
    this.#status = workbench.statusBar.create({
      id: 'ensemble.following',
      name: 'Following',
      side: 'left',
      priority: 80,
    });
    people.subscribe(() => this.#update());
    texts.onChanged(() => this.#update());
    workbench.editors.onSelectionChanged((_key, _selections, { byRemote }) => {
      if (!byRemote && !this.#isSettling) this.stop();
    });
    workbench.editors.onVisibleChanged(() => {
      const active = workbench.editors.active();
      if (active && this.#sight && active.key !== this.#sight.key && !this.#isSettling) this.stop();
    });
    for (const type of ['keydown', 'wheel', 'pointerdown'] as const) {
      addEventListener(type, (event) => this.#onInput(event), { capture: true, passive: true });
    }
  }

  get #isSettling(): boolean {
    return this.#moving || performance.now() - this.#movedMs < settleMs;
  }

  #onInput(event: Event): void {
    if (this.person.get() !== null && breaksOff(ownInput(event))) this.stop();
  }

  /** Follows a person, or stops where I follow them already. */
  toggle(person: string): void {
    if (this.person.get() === person) this.stop();
    else this.start(person);
  }

  /** Follows a person from now on, instead of anybody else. */
  start(person: string): void {
    this.stop();
    const row = this.#people.find(person);
    const { workbench, recording } = this.#app;
    if (!row || row.isMe || !(isHere(row) || recording)) return;
    this.person.set(person);
    // A follower of the past leads nobody anywhere.
    if (!recording) noteFollowedPerson(person);
    workbench.context.set('ensemble.following', true);
    this.#removeFrame = showFollowFrame(row.name, personColour(row.colorIndex));
    this.#showStatus(row.name);
    workbench.notifications.announce(`Following ${row.name}`);
    this.#update();
  }

  stop(): void {
    const name = this.#people.find(this.person.get() ?? '')?.name;
    this.#sight = null;
    this.#beside = nothingBeside;
    this.#terminal = null;
    this.#rests = false;
    if (this.person.get() === null) return;
    this.person.set(null);
    noteFollowedPerson(null);
    this.#removeFrame?.();
    this.#removeFrame = null;
    this.#status.hide();
    this.#app.workbench.context.set('ensemble.following', false);
    this.#app.workbench.notifications.announce(`No longer following ${name ?? 'anybody'}`);
  }

  #showStatus(name: string): void {
    this.#status.show({
      icon: 'eye',
      text: `Following ${name}`,
      ariaLabel: `Following ${name}`,
      tooltip: this.#rests
        ? `You and ${name} follow each other, and meet where you are. Click, or move by yourself, to stop.`
        : `You see what ${name} sees. Click, or move by yourself, to stop.`,
      command: 'ensemble.stopFollowing',
      kind: 'prominent',
    });
  }

  /** Says whether I stay where I am, since those whom I follow follow me. */
  #restsWith({ person, name }: PersonRow): boolean {
    const { session, recording } = this.#app;
    const rests = !recording && session.person !== null && restsInRing(session.state, session.person, person);
    if (rests !== this.#rests) {
      this.#rests = rests;
      this.#showStatus(name);
    }
    return rests;
  }

  #update(): void {
    const person = this.person.get();
    if (person === null || this.#moving) return;
    const row = this.#people.find(person);
    if (!row || row.state === 'offline' || row.state === 'background') {
      // In a recording they come back, with the time.
      if (!this.#app.recording) this.stop();
      return;
    }
    if (this.#restsWith(row)) return;
    this.#showTerminal(row);
    const sight = this.#sightOf(row);
    if (sight === null) return;
    const step = nextStep(this.#sight, sight, this.#myLines(sight));
    this.#sight = sight;
    const beside = this.#besideOf(row);
    const isOther = JSON.stringify(beside) !== JSON.stringify(this.#beside);
    // One text alone is shown where the person has their editors.
    const isWide = beside.texts.length > 1 || this.#beside.texts.length > 1;
    if (isOther) this.#beside = beside;
    if (step || (isOther && isWide)) void this.#go(row, step, isOther && isWide ? beside : null);
  }

  /** Texts that they see side by side in a recording; those of before where that does not know. */
  #besideOf({ replica }: PersonRow): Beside {
    const view = this.#views?.of(replica);
    const placed = view?.editors.filter(({ column }) => column !== undefined) ?? [];
    if (!view || placed.length === 0) return this.#beside;
    const focused = view.editors[view.focused ?? 0];
    const texts = placed.map(({ path, topLine }) => ({ key: path, topLine }));
    return {
      texts,
      focused: Math.max(0, focused ? placed.indexOf(focused) : 0),
    };
  }

  /** Brings the shared terminal into sight at which they look, without the keyboard: that would be my own focus there. */
  #showTerminal({ replica }: PersonRow): void {
    const { state, person } = this.#app.session;
    const ref = this.#views ? (this.#views.of(replica)?.terminal ?? null) : terminalInSight(state, replica, person);
    if (ref === this.#terminal) return;
    this.#terminal = ref;
    if (ref !== null) this.#app.workbench.terminals.reveal(ref);
  }

  #sightOf(row: PersonRow): Sight | null {
    const view = this.#views?.of(row.replica);
    const shown = view?.editors[view.focused ?? 0];
    const sight = this.#placeOf(row);
    if (!shown) return sight;
    return { key: shown.path, topLine: shown.topLine, line: sight?.key === shown.path ? sight.line : null };
  }

  #placeOf({ place, replica }: PersonRow): Sight | null {
    if (place === null) return null;
    const { texts, workbench } = this.#app;
    const review = place.review === undefined ? {} : { review: place.review };
    if (place.review !== undefined && place.path === null) {
      const { topLine = null, line = null, side } = place.compared ?? {};
      return { key: place.review, topLine, line, ...review, ...(side !== undefined && { side }) };
    }
    const key = place.path ?? `untitled:${place.label}`;
    const cursor = texts.cursors(key).find((peer) => peer.replica === replica);
    const model = workbench.models.get(key);
    if (!cursor || !model) return { key, topLine: null, line: place.line, ...review };
    return { key, topLine: cursor.topLine, line: lineAt(model.getValue(), cursor.head), ...review };
  }

  #myLines({ key, side }: Sight): number {
    const { editors, sourceControl } = this.#app.workbench;
    const mine =
      side === undefined ? editors.visible().find((each) => each.key === key) : sourceControl.comparedPlace();
    return mine ? Math.max(1, mine.bottomLine - mine.topLine) : 1;
  }

  /** Shows the comparison of a file of the review, as they see it. False where this window cannot. */
  async #compare(review: string): Promise<boolean> {
    if (this.#app.recording !== null) return false;
    if (shownReviewedFile() !== review) await this.#app.workbench.commands.execute(openReviewedFile, review);
    return shownReviewedFile() === review;
  }

  async #go({ place }: PersonRow, step: ReturnType<typeof nextStep>, beside: Beside | null): Promise<void> {
    const { texts, workbench } = this.#app;
    this.#moving = true;
    try {
      if (beside) await workbench.editors.arrange(beside.texts, beside.focused);
      if (!step) return;
      const { key, line, at } = step;
      const isCompared = place?.review !== undefined && (await this.#compare(place.review));
      if (isCompared && place?.path === null) {
        const { compared } = place;
        if (compared) await workbench.sourceControl.revealCompared(compared.side, line, at);
        return;
      }
      if (place?.path === null && place.ref !== null && texts.refOf(key) === null) await texts.openUntitled(place.ref);
      await workbench.editors.reveal(key, line, { at, preserveFocus: true, preview: true, isInPlace: isCompared });
    } finally {
      this.#moving = false;
      this.#movedMs = performance.now();
      queueMicrotask(() => this.#update());
    }
  }
}
