import { isMissingAt, type Timeline } from '../../../shared/core/timeline.ts';
import type { App } from '../../session/app.ts';
import type { Playing } from './playing.ts';

export const cutWords = 'This was cut out of the recording here.';

/** Says whether the content of a ref is cut out at a moment. */
export function isCutAt({ cuts }: Pick<Timeline, 'cuts'>, ref: string, seq: number): boolean {
  return cuts.some((cut) => cut.ref === ref && isMissingAt(cut, seq));
}

/** Says so in the editors of texts whose content is cut out at the shown moment. */
export function sayCuts({ workbench: { editors }, texts }: App, playing: Playing): void {
  const update = () => {
    const { timeline, moment } = playing.shown.get() ?? {};
    if (!timeline || !moment || timeline.cuts.length === 0) return;
    for (const { key } of editors.visible()) {
      const ref = texts.refOf(key);
      editors.setPlaceholder(key, ref && isCutAt(timeline, ref, moment.seq) ? cutWords : null);
    }
  };
  playing.shown.subscribe(update);
  editors.onVisibleChanged(update);
  update();
}
