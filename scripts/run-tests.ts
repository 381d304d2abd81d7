// Runs types, lint, dead code, unit and contract tests (Vitest; those that reckon with dates on other dates as well),
// browser tests (Playwright), the short form of `npm run chaos`, and adds up what they say.
// Closing line: "N passed, N failed" (and ", N skipped" when some were). A runner that dies counts as one failure.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chaosParts } from "./chaos/parts.ts";
import { worstMoments } from "./dates.ts";
import { testAt, whyNoOtherDate } from "./other-date.ts";
import { ensureBrowser, ensurePostgres } from "./provision.ts";
import { runVitest, sumOf, type Tally } from "./run-vitest.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name: string) => join(root, "node_modules", ".bin", name);
const quick = process.argv.includes("--quick");
const scratch = mkdtempSync(join(tmpdir(), "snapscope-test-"));

const tallies: Tally[] = [
  runCheck("types", bin("tsc"), ["-p", "."]),
  runCheck("lint", bin("biome"), ["check", "--error-on-warnings", "."]),
  runCheck("dead code", bin("knip"), ["--production", "--no-progress"]),
];
ensurePostgres() ?? console.log("PostgreSQL is not here: its tests are skipped (PGlite's run).");
tallies.push(runVitest());
if (!quick) tallies.push(runAtOtherDates(), runPlaywright(), runChaos());
rmSync(scratch, { recursive: true, force: true });

const total = sumOf(tallies);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

function runCheck(title: string, command: string, args: string[]): Tally {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  console.log(`${title}: ${status === 0 ? "ok" : "FAILED"}`);
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

/** What fails on the last day of a month should fail today. */
function runAtOtherDates(): Tally {
  const obstacle = whyNoOtherDate();
  if (obstacle !== undefined) {
    console.log(`The tests are run on today's date only: ${obstacle}.`);
    return { passed: 0, failed: 0, skipped: worstMoments.length };
  }
  return sumOf(worstMoments.map((moment) => testAt(moment)));
}

function runPlaywright(): Tally {
  const browser = ensureBrowser();
  if (!browser) {
    console.error("No Chromium here and none could be installed: set SNAPSCOPE_CHROMIUM to one. The browser tests count as failed.");
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const file = join(scratch, "playwright.json");
  const { status } = spawnSync(bin("playwright"), ["test", "--config", "e2e/playwright.config.ts"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, SNAPSCOPE_CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  });
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats } = JSON.parse(readFileSync(file, "utf8"));
  // A test that passed only when tried again did fail once: it counts as failed.
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: status === 0 ? failed : Math.max(failed, 1), skipped: stats.skipped };
}

/** Ends with the number of parts in which a promise was broken. */
function runChaos(): Tally {
  const parts = Object.keys(chaosParts).length;
  const { status } = spawnSync(process.execPath, [join(root, "scripts/chaos.ts"), "--short"], { cwd: root, stdio: "inherit" });
  const failed = status === null || status > parts ? parts : status;
  return { passed: parts - failed, failed, skipped: 0 };
}
