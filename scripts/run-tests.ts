// Runs types, lint, dead code, unit and contract tests (Vitest), browser tests (Playwright) and adds up what they say.
// Closing line: "N passed, N failed" (and ", N skipped" when some were). A runner that dies counts as one failure.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBrowser, ensurePostgres } from "./provision.ts";

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

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
if (!quick) tallies.push(runPlaywright());
rmSync(scratch, { recursive: true, force: true });

const total = tallies.reduce((sum, t) => ({
  passed: sum.passed + t.passed,
  failed: sum.failed + t.failed,
  skipped: sum.skipped + t.skipped,
}));
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

function runCheck(title: string, command: string, args: string[]): Tally {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  console.log(`${title}: ${status === 0 ? "ok" : "FAILED"}`);
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

function runVitest(): Tally {
  const file = join(scratch, "vitest.json");
  const { status } = spawnSync(bin("vitest"), ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`], {
    cwd: root,
    stdio: "inherit",
  });
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, "utf8"));
  const failed: number = report.numFailedTests + countSuitesThatDied(report);
  return {
    passed: report.numPassedTests,
    failed: status === 0 ? failed : Math.max(failed, 1),
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

/** A test file that cannot even be loaded has no failed test of its own. */
function countSuitesThatDied(report: { testResults: { status: string; assertionResults: unknown[] }[] }): number {
  return report.testResults.filter((suite) => suite.status === "failed" && suite.assertionResults.length === 0).length;
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
