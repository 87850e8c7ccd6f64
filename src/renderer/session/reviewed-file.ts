/** File of the open review whose comparison this window shows, by its id in the review; null for none. */
let shown: string | null = null;
const listeners = new Set<() => void>();

/** Gives the file of the review whose comparison this window shows, by its id there; null for none. */
export const shownReviewedFile = (): string | null => shown;

/** Notes the file whose comparison is shown. */
export function noteReviewedFile(id: string | null): void {
  if (id === shown) return;
  shown = id;
  for (const listener of listeners) listener();
}

/** Calls a listener whenever another file is shown. */
export function onReviewedFile(listener: () => void): void {
  listeners.add(listener);
}

/** Command that opens the comparison of a file of the review, by its id. */
export const openReviewedFile = 'ensemble.review.openFile';
