// A hundred thousand snapshots in a hundred subscriptions: until Local Azure is ready, new and again, and until a client
// has listed them all.

import { signIn } from "./bench-client.ts";
import type { StartedAzure } from "./bench-process.ts";
import { startAzure, withScratch } from "./bench-process.ts";
import type { BenchFigure } from "./figure.ts";
import { elapsedMs, figure, shownFigure } from "./figure.ts";

const snapshots = 100_000;
const subscriptionsAtOnce = 8;
const apiVersion = "api-version=2025-01-02";

export function benchScale(): Promise<BenchFigure[]> {
  return withScratch(async (dataDir) => {
    const seed = `scale:${snapshots}`;
    const first = await startAzure(dataDir, seed);
    await first.stop();
    const second = await startAzure(dataDir, seed);
    try {
      const listMs = await elapsedMs(() => listAll(second));
      return [
        figure({ name: `--seed ${seed}, command to ready`, value: first.readyMs / 1000, unit: "s" }, "<=", 20),
        figure({ name: `--seed ${seed}, second start`, value: second.readyMs / 1000, unit: "s" }, "<=", 20),
        shownFigure({ name: `${snapshots} snapshots of 100 subscriptions listed`, value: listMs / 1000, unit: "s" }),
        shownFigure({ name: "snapshots listed", value: snapshots / (listMs / 1000), unit: "1/s" }),
      ];
    } finally {
      await second.stop();
    }
  });
}

async function listAll({ endpoints }: StartedAzure): Promise<void> {
  const client = await signIn(endpoints);
  const waiting = endpoints.subscriptions.map(({ subscriptionId }) => subscriptionId);
  let found = 0;
  await Promise.all(
    Array.from({ length: subscriptionsAtOnce }, async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        let url: string | undefined = `${endpoints.arm}/subscriptions/${id}/providers/Microsoft.Compute/snapshots?${apiVersion}`;
        while (url !== undefined) {
          const page = (await client.call("GET", url)) as { value: unknown[]; nextLink?: string };
          found += page.value.length;
          url = page.nextLink;
        }
      }
    }),
  );
  client.close();
  if (found !== snapshots) throw new Error(`${found} snapshots were listed, not ${snapshots}`);
}
