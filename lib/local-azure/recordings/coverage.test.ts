// Which test plays which recording again. A new file, or an exchange added to one, fails here until it is played and
// counted, or stands below with the reason why it is not. (None is left out today.)

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { areRecordingsHere, readRecording, recordingFiles } from "../testing/recordings.ts";

interface Row {
  file: string;
  /** Of these the test plays all. */
  played: number;
  by: string;
  notPlayed?: { exchanges: number; reason: string };
}

const examples = "rest-api-spec-examples";
const rows: Row[] = [
  { file: "consumption-usage-list.azure-cli.json", played: 1, by: "cost.test.ts" },
  { file: "copystart-completion-percent.azure-cli.json", played: 12, by: "snapshots.test.ts" },
  { file: "cost-query-by-resource-group.azure-cli-extensions.json", played: 1, by: "cost.test.ts" },
  { file: "instant-access-and-errors.azure-powershell.json", played: 3, by: "snapshots.test.ts" },
  { file: "managed-disk-diff-errors.azure-sdk-for-net.json", played: 6, by: "managed-diff.test.ts" },
  { file: "paged-page-range-diff.azure-sdk-for-js.json", played: 2, by: "pages.test.ts" },
  { file: `${examples}/GenerateCostDetailsReport.json`, played: 4, by: "cost.test.ts" },
  { file: `${examples}/Snapshot_Create_InstantAccess_and_CopyStart.requests.json`, played: 3, by: "examples.test.ts" },
  { file: `${examples}/Snapshot_GetIncrementalSnapshot.json`, played: 1, by: "examples.test.ts" },
  { file: "snapshot-crud-404s.azure-service-operator.json", played: 5, by: "snapshots.test.ts" },
  { file: "snapshot-lifecycle.azure-sdk-for-go.json", played: 17, by: "snapshots.test.ts" },
];

/** Entries of a recording; of an example its request and answers by name. */
function countExchanges(file: string): number {
  const recording = readRecording<{ entries?: unknown[]; responses?: object }>(file);
  return recording.entries?.length ?? Object.keys(recording.responses ?? recording).filter((name) => !name.startsWith("_")).length;
}

describe.skipIf(!areRecordingsHere)("the recordings", () => {
  it("are all played again, or are left out for a reason", () => {
    const listed = rows.map(({ file, played, notPlayed }) => [file, played + (notPlayed?.exchanges ?? 0)]);
    expect(listed).toEqual(recordingFiles().map((file) => [file, countExchanges(file)]));
  });

  it.each(rows)("$file is named by $by", ({ file, by }) => {
    expect(readFileSync(new URL(by, import.meta.url), "utf8").includes(file)).toBe(true);
  });
});
