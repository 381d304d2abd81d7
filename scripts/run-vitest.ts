// One run of Vitest, and what it says in figures.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export interface VitestRun {
  /** None: all there are. */
  files?: readonly string[];
  reporter?: "default" | "dot";
  /** Off: files share what they import, which is most of the time the short ones take. */
  isolate?: boolean;
  environment?: Record<string, string>;
}

/** A runner that dies counts as one failure. */
export function runVitest({ files = [], reporter = "default", isolate = true, environment = {} }: VitestRun = {}): Tally {
  const scratch = mkdtempSync(join(tmpdir(), "snapscope-vitest-"));
  const file = join(scratch, "vitest.json");
  const args = [
    "run",
    `--reporter=${reporter}`,
    "--reporter=json",
    `--outputFile.json=${file}`,
    ...(isolate ? [] : ["--no-isolate"]),
    ...files,
  ];
  const { status } = spawnSync(join(root, "node_modules", ".bin", "vitest"), args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  const report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  rmSync(scratch, { recursive: true, force: true });
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
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

export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, t) => ({ passed: sum.passed + t.passed, failed: sum.failed + t.failed, skipped: sum.skipped + t.skipped }), {
    passed: 0,
    failed: 0,
    skipped: 0,
  });
}
