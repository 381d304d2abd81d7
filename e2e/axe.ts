// axe, run in the page: what assistive technology cannot use, told as the rule and the elements it names.
import axe, { type Result } from "axe-core";
import { expect, type Page } from "playwright/test";

/** Fails with the rule, what it is about and the elements, for what is on the page now. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  expect.soft(await complaints(page), state).toEqual([]);
}

async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  // What fades in has its contrast only when it is there.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ["violations"] }));
  return violations
    .filter((violation) => !isOfWhatFloats(violation))
    .map(({ id, help, nodes }) => {
      const places = nodes.map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`.trim());
      return `${id}: ${help}: ${places.slice(0, 5).join(" | ")}${places.length > 5 ? ` and ${places.length - 5} more` : ""}`;
    });
}

/** What a button or a key opens stands beside the landmarks, and takes the focus itself. */
function isOfWhatFloats({ id, nodes }: Result): boolean {
  return id === "region" && nodes.every(({ target }) => /^(#hint|#mantine-\S+-dropdown|div\[data-portal)/.test(String(target[0])));
}
