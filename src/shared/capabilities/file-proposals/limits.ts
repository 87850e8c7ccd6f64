/** Bounds of proposed file acts. The fold goes by them as well, so they never change for these versions of the kinds. */
export const fileProposalLimits = {
  title: 200,
  path: 1024,
  /** UTF-16 units of the text of a new file. */
  units: 60_000,
  /** Open proposals of all agents of one person, and of a session. */
  openOfOne: 50,
  open: 300,
  /** Size of a proposal beside its texts, in UTF-16 units. */
  unitsOfEach: 200,
  /** UTF-16 units that all proposals of the agents of one person hold, and those of a session; judged ones too. */
  unitsOfOne: 400_000,
  unitsOfAll: 1_500_000,
  /** Time for which somebody who accepts is waited for: a question to them may stand before the act. */
  acceptingMs: 300_000,
  /** Time after its judgement for which a new file keeps its text, so that whoever has judged it can open it again. */
  doneTextMs: 60_000,
  /** Time after its judgement for which the verdict is remembered, so that its agent hears of it. */
  doneMs: 600_000,
} as const;
