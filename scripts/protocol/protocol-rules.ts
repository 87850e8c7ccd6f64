/** The rules of the protocol. Their numbers are cited by tests: new ones are added at the end of their part. */
export const rules: Record<string, readonly string[]> = {
  Order: [
    'The log gives each kept entry the next `seq` of its session, from 1 without gaps, and `at`, which never runs back.',
    'Everyone receives entries in the order of `seq`. What is of no interest to a client is left out, and counted: a frame of entries says that it holds everything of interest in (`after`, `upTo`].',
    'An entry is relayed, and so acknowledged, only after the log has it on its disk.',
    'The echo of its own entry, or an `entry.refused` that names its `n`, is the acknowledgement that a client gets. There is no other.',
  ],
  Numbers: [
    'A replica numbers its entries of `history` kinds 1, 2, 3 … All other entries carry `n` 0.',
    'The server takes only the last `n` + 1. A lower `n` is a duplicate and is ignored; a higher one ends the connection with `out-of-order`, which is not final.',
    'A refusal uses its `n` up: the server writes `entry.refused`, and the next entry is judged on its own.',
    '`welcome.lastN` is the last `n` that the log has taken or refused; the client sends what is above it.',
    'A replica belongs to one person for ever. An entry whose `by` is not the replica of its connection ends the connection with `forged`.',
  ],
  Connection: [
    'The first frame of a client is `hello`. Any other ends the connection with `bad-request`. The same `hello` again changes nothing.',
    'Another protocol version ends the connection with `version`.',
    'The owner is known by the gateway. A guest is known by their ticket; a new one needs a valid invite and an open door.',
    'Whoever must be admitted gets `waiting`, hears nothing and may say nothing until `participant.admitted` or `participant.denied`.',
    '`welcome` says who one is. With `since` 0 a `keyframe` follows, in place of all entries up to its `seq`; otherwise all entries of interest after `since`.',
    'A second connection of the same replica takes the place of the first, which is closed with `disconnected`, not final.',
    'A lost connection counts as left after 5 s, after a restart of the server after 20 s; `leave` counts at once.',
    '`closed` is the last frame of the server. If it is `final`, trying again does not help; otherwise the client dials again with growing pauses.',
    'The client pings every 10 s and takes a connection as dead after 25 s of silence. If a `pong` says that more was sent than has arrived, frames were lost: it connects again.',
    'A replica with the purpose `drain` only delivers an orphaned outbox: it joins nothing, and hears only the answers to its own entries.',
  ],
  Documents: [
    '`subscribe` asks for the past of a ref, and for its entries from then on. The past comes as `backfill` frames: a checkpoint or none, then entries; `done` closes it at `upTo`.',
    'Live entries may overtake the past of their ref; the client holds them back until `done`.',
    'Where the past of a ref was trimmed beyond `since`, `welcome.resubscribe` names it: the client subscribes anew and applies the checkpoint onto what it has. Its own edits stay.',
    'A refused `doc.updated` ends that replica’s copy: its edits on that ref are refused with `rebase-needed` until `doc.rebased`.',
    'Bodies of `doc.updated` and `cursor.moved` are opaque to the server. A malformed update changes nothing anywhere.',
  ],
  Requests: [
    'A request is an entry to the host’s replica and is not kept. Its answer is `request.answered` with the same `id`, to the one who asked.',
    'When the host is away, or another has taken over, the server answers in its place with `host-away`.',
    'Kinds marked “host” carry the host’s `term`; another term, or another person’s replica, is refused with `stale-term`.',
  ],
  Pressure: [
    'A frame has at most 128 kB, and an inline body at most 64 kB. Larger bodies travel as blobs, named by their SHA-256.',
    'A receiver that is more than 1 MB behind is no longer pushed to. When it has drained, it gets everything from the log by `seq`.',
    'Beyond a kind’s rate, averaged over ten seconds, entries are refused with `too-fast`. More than 20 refusals a second end the connection.',
  ],
  Versions: [
    'A kind never changes its meaning: a new meaning is a new `v`. Another `v` than the table’s is refused with `version`.',
    'Unknown kinds are refused live. From a recording they are kept, and folded as nothing.',
  ],
};
