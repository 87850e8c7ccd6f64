import { MemoryOutbox } from '../../src/client/outbox.ts';
import { describeOutboxStorage } from './outbox-contract.ts';

const lives = new WeakMap<object, MemoryOutbox>();

describeOutboxStorage('MemoryOutbox', async (life) => {
  const storage = lives.get(life) ?? new MemoryOutbox();
  lives.set(life, storage);
  return storage;
});
