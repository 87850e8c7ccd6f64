const nameOf = (replica: string) => `ensemble-replica-${replica}`;

/** Holds a replica for as long as this window lives, so that no other window takes its outbox for orphaned. */
export async function holdReplica(replica: string): Promise<void> {
  await new Promise<void>((held) => {
    void navigator.locks.request(nameOf(replica), () => {
      held();
      return new Promise<never>(() => undefined);
    });
  });
}

/** Waits until the replica's window is gone, then runs `work`, in one window at a time. */
export async function whenOrphaned(replica: string, work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(nameOf(replica), work);
}
