// `npm run bench [-- NAME]`: measured figures, one JSON line each. Where there is a peer, the ratio within one run
// is the result: this machine's milliseconds mean nothing elsewhere. Nothing here is a test.
import type { Figure } from "./bench-figure.ts";

const benches: Record<string, () => Promise<() => Promise<Figure[]>>> = {
  "extent-store": async () => (await import("../lib/local-azure/pages/extent-store.bench.ts")).benchExtentStore,
  "scattered-disk": async () => (await import("../lib/local-azure/bench/scattered-disk.bench.ts")).benchScatteredDisk,
  "put-page": async () => (await import("../lib/local-azure/bench/put-page.bench.ts")).benchPutPage,
  "range-reads": async () => (await import("../lib/local-azure/bench/range-reads.bench.ts")).benchRangeReads,
  scale: async () => (await import("../lib/local-azure/bench/scale.bench.ts")).benchScale,
  "delta-planner": async () => (await import("../lib/domain/replication/delta-planner.bench.ts")).benchDeltaPlanner,
  "page-ranges": async () => (await import("../lib/adapters/azure/page-ranges.bench.ts")).benchPageRanges,
  heatmap: async () => (await import("./bench-change-map.ts")).changeMapFigures,
  streams: async () => (await import("./bench-streams.ts")).benchStreams,
  start: async () => (await import("./bench-start.ts")).benchStart,
  "route-weight": async () => (await import("./bench-route-weight.ts")).benchRouteWeight,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`bench: no figure is called ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}.`);
  process.exit(1);
}
for (const [name, load] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const run = await load();
  for (const figure of await run()) console.log(JSON.stringify(figure));
}
