import { shownName } from '../../../shared/capabilities/people/names.ts';
import { present } from '../../../shared/capabilities/people/participants.ts';
import type { Rotation } from '../../../shared/capabilities/people/people-state.ts';
import { mayDrive, nextDriver } from '../../../shared/capabilities/people/rotation.ts';
import type { App } from '../../session/app.ts';
import { listNames } from '../../ui/words.ts';
import type { PickItem } from '../../workbench/index.ts';
import { leftInWords, turnInWords } from './mob-words.ts';

const category = 'Ensemble';
const [start, pass, end] = ['ensemble.startMob', 'ensemble.passKeyboard', 'ensemble.endMob'] as const;

const tickMs = 1_000;
const lastMinuteMs = 60_000;

const lengths: PickItem<number>[] = [5, 7, 10, 15, 25].map((value) => ({ label: `${value} minutes`, value }));

/** Mob sessions: one drives, all others navigate, and the keyboard goes round. */
export function mobs(app: App): void {
  registerCommands(app);
  if (app.recording === null) watchTurns(app);
}

/** Shows whose turn it is and how much of it is left, and says when the keyboard goes on. */
function watchTurns(app: App): void {
  const { workbench, client } = app;
  const { environment } = client.options;
  const item = workbench.statusBar.create({ id: 'ensemble.mob', name: 'Mob Session', side: 'left', priority: 82 });
  let turnBefore = 0;
  /** Moment at which this turn began, by this machine's clock. */
  let begunMs = 0;
  let isWarned = false;
  let isTicking = false;
  let shown = '';

  const update = () => {
    const { lecture } = client.state;
    const rotation = lecture?.rotation;
    const isMine = rotation !== undefined && lecture?.person === client.person;
    setContext('ensemble.mob', rotation !== undefined);
    setContext('ensemble.drives', isMine);
    if (!rotation) {
      turnBefore = 0;
      if (shown !== '') item.hide();
      shown = '';
      return;
    }
    const nowMs = environment.nowMs();
    const driver = shownName(client.state, lecture!.person) ?? 'Somebody';
    if (rotation.turn !== turnBefore) {
      // The log's clock may differ, and is needed only for a turn that had begun before.
      begunMs = turnBefore === 0 && rotation.turn > 1 ? Math.min(nowMs, rotation.sinceMs) : nowMs;
      turnBefore = rotation.turn;
      isWarned = rotation.minutes === 1;
      workbench.notifications.announce(turnInWords(driver, isMine, rotation.minutes));
    }
    const leftMs = begunMs + rotation.minutes * 60_000 - nowMs;
    if (isMine && !isWarned && leftMs <= lastMinuteMs) {
      isWarned = true;
      workbench.notifications.announce('One minute of your turn is left');
    }
    show(rotation, driver, isMine, leftMs);
    tick();
  };

  const setContext = (key: string, value: boolean) => {
    if (workbench.context.get(key) !== value) workbench.context.set(key, value);
  };

  const show = ({ order }: Rotation, driver: string, isMine: boolean, leftMs: number) => {
    const next = shownName(client.state, nextDriver(client.state));
    const text = `${isMine ? 'You drive' : `${driver} drives`} · ${leftInWords(leftMs)}`;
    const mayPass = isMine || workbench.context.get('ensemble.canAdmit') === true;
    const after = next === null ? '' : ` ${next} is next.`;
    const words = JSON.stringify([text, next, mayPass, order.length]);
    if (words === shown) return;
    shown = words;
    const who = isMine ? 'You drive: you alone edit.' : `${driver} drives: you navigate, and look on.`;
    const hint = mayPass ? ' Click to pass the keyboard.' : '';
    item.show({
      icon: 'keyboard',
      text,
      // Without the time: a screen reader would say it each second.
      ariaLabel: `${isMine ? 'You drive' : `${driver} drives`}.${after}${hint}`,
      tooltip: `${who}${after}${hint}`,
      ...(mayPass ? { command: pass } : {}),
      ...(isMine ? { kind: 'prominent' as const } : {}),
    });
  };

  const tick = () => {
    if (isTicking) return;
    isTicking = true;
    environment.setTimer(() => {
      isTicking = false;
      update();
    }, tickMs);
  };

  client.events.on('state', update);
  update();
}

function registerCommands(app: App): void {
  const { commands } = app.workbench;
  commands.register({
    id: start,
    title: 'Start Mob Session…',
    category,
    icon: 'sync',
    when: 'ensemble.canAdmit && !ensemble.lecture',
    run: () => startMob(app),
  });
  commands.register({
    id: pass,
    title: 'Pass the Keyboard…',
    category,
    icon: 'keyboard',
    keybinding: 'ctrl+k y',
    when: 'ensemble.mob && (ensemble.drives || ensemble.canAdmit)',
    run: () => passKeyboard(app),
  });
  commands.register({
    id: end,
    title: 'End Mob Session',
    category,
    when: 'ensemble.canAdmit && ensemble.mob',
    run: () => app.client.publish('lecture.ended', {}).catch(() => undefined),
  });
}

/** Asks how long a turn is and who takes turns, and begins with the first of them. */
export async function startMob({ workbench, client }: App): Promise<void> {
  const title = 'Start a Mob Session';
  const minutes = await workbench.quickInput.pick(lengths, { title, placeholder: 'How long does each one drive?' });
  if (minutes === undefined) return;
  const { state, person: me } = client;
  const able = present(state).filter(({ person }) => mayDrive(state, person));
  // The first turn is of the person who begins it.
  const ordered = [...able.filter(({ person }) => person === me), ...able.filter(({ person }) => person !== me)];
  const people = ordered.map(({ person }) => ({
    label: shownName(state, person) ?? '',
    icon: 'person',
    value: person,
  }));
  const order = await workbench.quickInput.pickMany(people, {
    title,
    placeholder: 'Who takes turns at the keyboard? People who come later are added.',
    picked: people.map(({ value }) => value),
  });
  if (order === undefined || order.length === 0) return;
  await client.publish('rotation.started', { order: [...order], minutes }).catch(() => undefined);
}

type Passing = { to: string } | { is: 'end' };

async function passKeyboard({ workbench, client }: App): Promise<void> {
  const { state, person: me } = client;
  const rotation = state.lecture?.rotation;
  if (!rotation) return;
  const next = nextDriver(state);
  const others = [next, ...rotation.order.filter((person) => person !== next)].filter(
    (person): person is string => person !== null && person !== state.lecture?.person && mayDrive(state, person),
  );
  const nameOf = (person: string) => (person === me ? 'Myself' : (shownName(state, person) ?? ''));
  const mayEnd = workbench.context.get('ensemble.canAdmit') === true;
  const items: PickItem<Passing>[] = [
    ...others.map((to) => ({
      label: nameOf(to),
      icon: 'keyboard',
      ...(to === next ? { description: 'next' } : {}),
      value: { to },
    })),
    ...(mayEnd ? [{ label: 'End Mob Session', icon: 'close', value: { is: 'end' } as const }] : []),
  ];
  if (items.length === 0)
    return void workbench.notifications.show('info', 'Nobody else is here who could take the keyboard.');
  const order = listNames(rotation.order.map(nameOf), 6);
  const chosen = await workbench.quickInput.pick(items, {
    title: `Turns: ${order}`,
    placeholder: 'Who takes the keyboard?',
  });
  if (chosen === undefined) return;
  if ('is' in chosen) return void client.publish('lecture.ended', {}).catch(() => undefined);
  await client.publish('rotation.passed', { turn: rotation.turn, to: chosen.to }).catch(() => undefined);
}
