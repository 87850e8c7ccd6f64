import type { SessionClient } from '../../client/session-client.ts';
import { nextDriver } from '../../shared/capabilities/people/rotation.ts';
import type { Handlers } from '../../shared/session/contract.ts';

/** Time after which the keyboard of a driver who has no window here goes on; a reload keeps it. */
const absentMs = 20_000;

/** Passes the keyboard of a mob session on when a turn is over, or its driver is gone. */
export function turnsOfKeyboard({ client }: { client: SessionClient }) {
  const { environment } = client.options;
  let timer: ReturnType<typeof environment.setTimer> | null = null;
  let turnBefore = 0;
  /** Moment at which this turn began, by this machine's clock. */
  let begunMs = 0;
  let passed = 0;
  let off: () => void = () => undefined;

  const stop = () => {
    if (timer !== null) environment.clearTimer(timer);
    timer = null;
  };
  const update = () => {
    stop();
    const { lecture, host } = client.state;
    if (!lecture?.rotation) {
      turnBefore = passed = 0;
      return;
    }
    const { turn, sinceMs, minutes } = lecture.rotation;
    const nowMs = environment.nowMs();
    // The log's clock may differ, and is needed only for a turn that had begun before.
    if (turn !== turnBefore) begunMs = turnBefore === turn - 1 ? nowMs : Math.min(nowMs, sinceMs);
    turnBefore = turn;
    if (host?.replica !== client.replica || passed === turn) return;
    const endMs = begunMs + minutes * 60_000;
    const isGone = lecture.leftMs !== null && nextDriver(client.state) !== null;
    const delayMs = Math.min(endMs, isGone ? lecture.leftMs! + absentMs : endMs) - nowMs;
    if (delayMs > 0) {
      timer = environment.setTimer(update, delayMs);
      return;
    }
    passed = turn;
    void client.publish('rotation.passed', { turn }).catch(() => undefined);
  };
  return {
    handlers: {} as Handlers<never>,
    start: () => {
      off = client.events.on('state', update);
      update();
    },
    close: () => {
      off();
      stop();
    },
  };
}
