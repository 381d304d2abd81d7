import { setTimeout as wait } from "node:timers/promises";
import type { Report } from "./report.ts";

const withinMs = 60_000;
const lookEveryMs = 250;

/** Nothing gives them back but the dashboard itself: the last that works with one, or the janitor. */
export async function awaitNoSas(active: () => Promise<string[]> | string[], report: Report): Promise<void> {
  const begunMs = performance.now();
  let open = await active();
  report.count("SAS active at the end", open.length);
  while (open.length > 0 && performance.now() - begunMs < withinMs) {
    await wait(lookEveryMs);
    open = await active();
  }
  report.never("SAS active 60 s after the end", ...open);
}
