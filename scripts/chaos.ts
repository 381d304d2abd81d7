// `npm run chaos [-- PART…] [-- --seed N] [-- --short]`: makes trouble in each way, and looks whether what is promised held.
// Figures in a table at the end; ends with the number of parts in which a promise was broken.
import { parseArgs } from "node:util";
import { createRandom } from "../lib/local-azure/seed/random.ts";
import type { Figure } from "./bench-figure.ts";
import { chaosParts } from "./chaos/parts.ts";
import { createReport } from "./chaos/report.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string" }, short: { type: "boolean", default: false } },
});
const unknown = positionals.filter((name) => !(name in chaosParts));
if (unknown.length > 0) {
  console.error(`chaos: no part is called ${unknown.join(", ")}; there are ${Object.keys(chaosParts).join(", ")}.`);
  process.exit(100);
}
const seed = values.seed ?? String(Date.now() % 1_000_000);
console.log(
  `chaos: seed ${seed} (again: npm run chaos -- ${[...positionals, ...(values.short ? ["--short"] : [])].join(" ")} --seed ${seed})`,
);

// As an end, so that what was started is ended too.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(100));

const wanted = Object.keys(chaosParts).filter((name) => positionals.length === 0 || positionals.includes(name));
const figures: Figure[] = [];
let broken = 0;
// In the short form one works while another waits for a lease to end.
if (values.short) await Promise.all(wanted.map(run));
else for (const name of wanted) await run(name);
for (const { name, value, target, ok } of figures) {
  const promised = target === "" ? "" : ok ? `  (${target} wanted)` : `  BROKEN: ${target} wanted`;
  console.log(`${String(value).padStart(8)}  ${name}${promised}`);
}
process.exit(broken);

async function run(name: string): Promise<void> {
  const begunMs = performance.now();
  const report = createReport(name);
  try {
    const part = await chaosParts[name]?.();
    // A part draws the same with and without the others.
    await part?.({ random: createRandom(`${seed} ${name}`), short: values.short, report });
  } catch (error) {
    report.never("trials that could not be made", error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const own = report.figures();
  const isWhole = own.every(({ ok }) => ok);
  if (!isWhole) broken += 1;
  figures.push(...own);
  console.log(`chaos: ${name}: ${isWhole ? "held" : "BROKEN"} (${Math.round((performance.now() - begunMs) / 1000)} s)`);
}
