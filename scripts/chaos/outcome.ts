// What the operations say they did, held against what is in Azure: each ended right, or failed clearly and left nothing
// that it does not name; whatever else is there is somebody's.
import type { OperationRow } from "#lib/contract/operations.ts";
import { OPERATION_TAG } from "#lib/domain/operations/operation-mark.ts";
import type { Resource } from "#lib/local-azure/model/records/resource.ts";
import { isSnapshot } from "#lib/local-azure/model/records/resource.ts";
import type { World } from "#lib/local-azure/model/world.ts";
import type { Report } from "./report.ts";
import { hasSameBytes } from "./same-bytes.ts";

export interface OutcomeInput {
  world: World;
  /** Unique ids of what nobody's operation made. */
  others: ReadonlySet<string>;
  rows: readonly OperationRow[];
  report: Report;
}

export function checkOutcome({ world, others, rows, report }: OutcomeInput): void {
  const made = [...world.snapshots.values(), ...world.disks.values()].filter(
    ({ deletedAtMs, uniqueId }) => deletedAtMs === undefined && !others.has(uniqueId),
  );
  const byMark = Map.groupBy(made, ({ tags }) => tags?.[OPERATION_TAG] ?? "");
  report.never("left behind in Azure that nobody knows", ...made.filter((one) => !isKnown(one, rows)).map(({ id }) => id));
  for (const row of rows) checkRow({ world, row, made: byMark.get(row.id) ?? [], report });
}

interface Checked {
  world: World;
  row: OperationRow;
  made: Resource[];
  report: Report;
}

/** Its operation names it, as its result or in why it failed, so that a person finds it. */
function isKnown({ id, name, tags }: Resource, rows: readonly OperationRow[]): boolean {
  const row = rows.find((one) => one.id === tags?.[OPERATION_TAG]);
  const isNamed = row?.state === "failed" && (row.error?.message.includes(` ${name}: `) ?? false);
  return isNamed || row?.resultId?.toLowerCase() === id.toLowerCase();
}

function checkRow({ row, report, ...about }: Checked): void {
  report.never("operations that did not end");
  report.never("failed without a clear word");
  switch (row.state) {
    case "succeeded":
      report.count(`ended right: ${row.kind}`);
      if (row.kind !== "measure") checkResult({ row, report, ...about });
      break;
    case "failed":
      report.count(`failed clearly: ${row.kind}`);
      if (!isClear(row)) report.never("failed without a clear word", `${titleOf(row)}: ${row.error?.code} ${row.error?.message}`);
      break;
    default:
      report.never("operations that did not end", `${titleOf(row)}: ${row.state}, ${row.progressText}`);
  }
}

/** All that it made is one thing, complete, with the bytes of what it was made from. */
function checkResult({ world, row, made, report }: Checked): void {
  const [result, ...more] = made;
  const isDone = result !== undefined && more.length === 0 && isComplete(result, row);
  report.never("said to be done and is not", ...(isDone ? [] : [`${titleOf(row)}: ${made.map(({ id }) => id).join(", ") || "nothing"}`]));
  const found = row.resultId === undefined ? undefined : world.newestOfId(row.resultId);
  const source = world.findSnapshot(String(row.request.snapshotId));
  report.count(row.kind === "copy" ? "copies compared byte by byte" : "restored disks compared byte by byte");
  const isSame = found !== undefined && source !== undefined && hasSameBytes(world, source.imageId, found.imageId);
  report.never("other bytes than the source's", ...(isSame ? [] : [`${titleOf(row)}: ${row.resultId}`]));
}

function titleOf({ kind, id, title }: OperationRow): string {
  return `${kind} ${id} (${title})`;
}

function isComplete(result: Resource, row: OperationRow): boolean {
  if (row.resultId?.toLowerCase() !== result.id.toLowerCase() || result.provisioningState !== "Succeeded") return false;
  return !isSnapshot(result) || result.completionPercent === 100;
}

/** "internal" is what nobody foresaw; eight ends of the process in a row are told with it, in words of their own. */
function isClear({ error }: OperationRow): boolean {
  if (!error?.message) return false;
  return error.code !== "internal" || /attempts in a row brought it no further/.test(error.message);
}
