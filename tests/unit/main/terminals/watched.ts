import { expect, onTestFinished } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { type Emulator, loadEmulator } from '../../../../src/shared/capabilities/terminals/emulator.ts';
import { FollowedScreen } from '../../../lib/followed-screen.ts';

/** A shared terminal as somebody sees it who follows it. */
export class Watched extends FollowedScreen {
  private constructor(client: SessionClient, ref: string, emulator: Emulator) {
    super(client, ref, emulator);
    onTestFinished(this.stop);
  }

  static async follow(client: SessionClient, ref: string): Promise<Watched> {
    return new Watched(client, ref, await loadEmulator());
  }

  /** Rows of the screen that have something on them. */
  get rows(): string[] {
    const { active } = this.shown.terminal.buffer;
    const rows = Array.from({ length: active.length }, (_, row) => active.getLine(row)!.translateToString(true));
    return rows.filter((row) => row !== '');
  }

  async shows(wanted: string | RegExp): Promise<void> {
    await expect.poll(() => this.rows.join('\n'), { timeout: 15_000 }).toMatch(wanted);
  }
}
