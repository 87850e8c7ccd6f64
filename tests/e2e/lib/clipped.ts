import type { Locator } from '@playwright/test';

/**
 * Finds the controls in a part of the page that are cut off, in words: those that reach over the window's edge, or over
 * that of a part which does not scroll.
 */
export function clippedIn(part: Locator): Promise<string[]> {
  return part.evaluate((root) => {
    const controls = 'button, input, select, textarea, a[href], [role="button"], [role="tab"], [role="option"]';
    // Columns of a board stand side by side, and tabs do; nothing else may need scrolling in width.
    const across = '.ensemble-tasks-columns, .monaco-scrollable-element';
    const slackPx = 1;
    const found: string[] = [];
    const words = (element: Element) =>
      (element.getAttribute('aria-label') || element.textContent?.trim() || element.outerHTML).slice(0, 60);
    const boxOf = (element: Element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { left, right, top, bottom };
    };
    for (const control of root.querySelectorAll(controls)) {
      if (!control.checkVisibility({ visibilityProperty: true })) continue;
      const box = boxOf(control);
      const isScrolledTo = document.documentElement.scrollHeight > innerHeight;
      // Controls for readers of the screen are a point; rows that wait to be scrolled to have no height.
      if (box.right - box.left < 2 || box.bottom - box.top < 2) continue;
      for (let outer = control.parentElement; outer; outer = outer.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(outer);
        const edge = boxOf(outer);
        const isList = outer.matches('.monaco-scrollable-element, .monaco-list-rows, .split-view-container');
        const scrollsY = overflowY === 'auto' || overflowY === 'scroll' || isList;
        if (scrollsY) [box.top, box.bottom] = [edge.top, edge.bottom];
        else if (overflowY !== 'visible' && (box.top < edge.top - slackPx || box.bottom > edge.bottom + slackPx)) {
          found.push(`${words(control)}: cut off in height by ${outer.className}`);
          break;
        }
        if (outer.matches(across)) [box.left, box.right] = [edge.left, edge.right];
        else if (overflowX !== 'visible' && (box.left < edge.left - slackPx || box.right > edge.right + slackPx)) {
          found.push(`${words(control)}: cut off in width by ${outer.className}`);
          break;
        }
      }
      if (
        box.left < -slackPx ||
        box.right > innerWidth + slackPx ||
        (!isScrolledTo && (box.top < -slackPx || box.bottom > innerHeight + slackPx))
      )
        found.push(`${words(control)}: outside of the window`);
    }
    return found;
  });
}
