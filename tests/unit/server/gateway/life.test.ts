import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchLife } from '../../../../server/gateway/life.ts';

/** A connection by WebSocket, whose bytes are what a test says. */
class Connection extends EventEmitter {
  readonly tcp = { bytesRead: 0, bytesWritten: 0, writableLength: 0, destroy: () => this.end() };
  readonly transport = { socket: { _socket: this.tcp } };
  isOver = false;

  close(): void {
    this.end();
  }

  end(): void {
    this.isOver = true;
    this.emit('close');
  }

  /** Lets some time pass, with something happening at each second of it. */
  async run(seconds: number, each: () => void = () => undefined): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      each();
      await vi.advanceTimersByTimeAsync(1000);
    }
  }
}

let conn: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  conn = new Connection();
  watchLife({ conn } as never);
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a connection', () => {
  it('that says nothing for long is dead', async () => {
    await conn.run(20);
    expect(conn.isOver).toBe(false);
    await conn.run(15);
    expect(conn.isOver).toBe(true);
  });

  it('lives by any bytes that come, though they are part of something large and no answer to a ping', async () => {
    await conn.run(300, () => {
      conn.tcp.bytesRead += 3;
    });
    expect(conn.isOver).toBe(false);
  });

  it('lives by packets where it has no socket of its own', async () => {
    Object.assign(conn, { transport: {} });
    await conn.run(120, () => conn.emit('packet', {}));
    expect(conn.isOver).toBe(false);
  });

  it('lives while it takes, bit by bit, what waits for it', async () => {
    conn.tcp.bytesWritten = 8_000_000;
    conn.tcp.writableLength = 8_000_000;
    await conn.run(120, () => {
      conn.tcp.writableLength -= 20_000;
    });
    expect(conn.isOver).toBe(false);
  });

  it('does not live by what the system takes for it without anything waiting', async () => {
    await conn.run(40, () => {
      conn.tcp.bytesWritten += 100;
    });
    expect(conn.isOver).toBe(true);
  });
});
