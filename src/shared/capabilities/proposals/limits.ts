/** Bounds of proposals. The fold goes by them as well, so they never change for these versions of the kinds. */
export const proposalLimits = {
  title: 200,
  /** Parts of one proposal, runs of ids of one part, and UTF-16 units of its text before, or after. */
  parts: 40,
  runs: 500,
  units: 20_000,
  /** Open proposals of all agents of one person, about one document, and of a session. */
  openOfOne: 30,
  openOfDocument: 60,
  open: 300,
  /** Size of a run of ids, in UTF-16 units. */
  unitsOfRun: 16,
  /** UTF-16 units that the open proposals of all agents of one person hold. */
  unitsOfOne: 200_000,
  /** UTF-16 units that the open proposals of a session hold. */
  unitsOfAll: 1_000_000,
  /**
   * Newest proposals about one document that are remembered after their last part was judged. Of a document, and not of
   * a session, so that people with limited sight come to the same ones.
   */
  doneOfDocument: 5,
  /**
   * Time after its last judgement for which a proposal keeps its texts, so that whoever has judged a part can open it
   * again. By time, so that people with limited sight come to the same.
   */
  doneTextsMs: 60_000,
} as const;
