// Which of a page's targets a finger would miss: under 24 by 24 px (WCAG 2.5.8), unless in a sentence, or with so much
// room around that a circle of 24 px about it touches no other target and no other such circle.
import type { Page } from "playwright/test";

export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const NEEDED_PX = 24;
    const selector = "a[href], button, input, select, textarea, summary, [role=tab], [role=option], [role=switch]";
    // A partition's width is its share of the disk: its size is what it says.
    const isShown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      !element.closest('[inert], .visually-hidden, [aria-label="Partitions of the disk"]');
    const union = (boxes: DOMRect[]) => {
      const [left, top] = [Math.min(...boxes.map((b) => b.left)), Math.min(...boxes.map((b) => b.top))];
      const [right, bottom] = [Math.max(...boxes.map((b) => b.right)), Math.max(...boxes.map((b) => b.bottom))];
      return new DOMRect(left, top, right - left, bottom - top);
    };
    // A box is pressed by its label as well.
    const boxOf = (element: Element) => {
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
      return union([element, ...labels].map((one) => one.getBoundingClientRect()).filter(({ width, height }) => width > 1 && height > 1));
    };
    const isInSentence = (element: Element) =>
      getComputedStyle(element).display === "inline" &&
      [...(element.parentElement?.childNodes ?? [])].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    const all = [...document.querySelectorAll(selector)].filter(isShown).map((element) => ({ element, box: boxOf(element) }));
    const targets = all.filter(({ box }) => Number.isFinite(box.width) && box.width > 0 && box.height > 0);
    const isSmall = ({ box }: { box: DOMRect }) => box.width < NEEDED_PX - 0.5 || box.height < NEEDED_PX - 0.5;
    const centre = ({ box }: { box: DOMRect }) => ({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
    // What lies beneath a bar for now is scrolled out from there by whoever wants it: only what scrolls together crowds.
    const scrollerOf = (element: Element) => {
      for (let up = element.parentElement; up; up = up.parentElement) if (/auto|scroll/.test(getComputedStyle(up).overflowY)) return up;
      return document.documentElement;
    };
    const isCrowded = (one: (typeof targets)[number]) =>
      targets.some((other) => {
        if (other.element === one.element || other.element.contains(one.element) || one.element.contains(other.element)) return false;
        if (scrollerOf(other.element) !== scrollerOf(one.element)) return false;
        const [at, its] = [centre(one), centre(other)];
        if (isSmall(other)) return Math.hypot(at.x - its.x, at.y - its.y) < NEEDED_PX - 0.5;
        const dx = Math.max(other.box.left - at.x, 0, at.x - other.box.right);
        const dy = Math.max(other.box.top - at.y, 0, at.y - other.box.bottom);
        return Math.hypot(dx, dy) < NEEDED_PX / 2 - 0.5;
      });
    // A button is never excused: only what stands in a line of text is.
    const isExcused = (one: (typeof targets)[number]) => isInSentence(one.element) || (one.element.tagName === "A" && !isCrowded(one));
    return targets
      .filter((one) => isSmall(one) && !isExcused(one))
      .map(
        ({ element, box }) =>
          `${element.tagName} "${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 50)}" ${Math.round(box.width)} × ${Math.round(box.height)}`,
      );
  });
}
