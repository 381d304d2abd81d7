// The mark on what an operation makes in Azure: a tag with the operation's id, beside the tags of the source. Azure allows
// 50 tags on a resource, with names of 512 characters, compared without regard to case, without <>%&\?/, and values of
// 256 (learn.microsoft.com, "Use tags to organize your Azure resources"): name and id keep all of it.
import { AppError } from "#lib/domain/app-error.ts";
import type { PlanProblem } from "#lib/domain/plans/plan.ts";

export const OPERATION_TAG = "snapscope-operation";
/** In a plan's command line, where the operation has no id yet. */
const OPERATION_ID_TO_COME = "OPERATION_ID";

const MAX_TAGS = 50;
const SHOWN_TAGS = 3;

/** The source's tags with the mark; one that an earlier operation left on the source is replaced. */
export function markedTags(tags: Readonly<Record<string, string>>, operationId: string): Record<string, string> {
  const others = Object.entries(tags).filter(([name]) => name.toLowerCase() !== OPERATION_TAG);
  return { ...Object.fromEntries(others), [OPERATION_TAG]: operationId };
}

/** The id of the operation that made it, as far as its tags say. */
export function markOf(tags: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(tags).find(([name]) => name.toLowerCase() === OPERATION_TAG)?.[1];
}

/** Why the mark has no room beside the source's tags. */
export function markProblems(
  { name, tags }: { name: string; tags: Readonly<Record<string, string>> },
  field = "snapshotId",
): PlanProblem[] {
  const count = Object.keys(markedTags(tags, "")).length;
  if (count <= MAX_TAGS) return [];
  const message = `${name} has ${count - 1} tags, and what is made from it keeps them. Azure allows ${MAX_TAGS}, so there is no room for ${OPERATION_TAG}, by which Snapscope knows what it made. Remove a tag from ${name}.`;
  return [{ field, rule: "no-room-for-mark", message }];
}

/** Tags may have been added since the plan. */
export function assertRoomForMark(source: { name: string; tags: Readonly<Record<string, string>> }): void {
  const [problem] = markProblems(source);
  if (problem) throw new AppError("not-possible", problem.message, { details: { ...problem } });
}

/** " The tags of the source are kept: env=prod. The tag … marks it as made by this operation.", to follow a sentence. */
export function tellTags(source: Readonly<Record<string, string>>): string {
  const kept = Object.entries(markedTags(source, "")).slice(0, -1);
  const more = kept.length > SHOWN_TAGS ? ` and ${kept.length - SHOWN_TAGS} more` : "";
  const shown = kept.slice(0, SHOWN_TAGS).map(([name, value]) => `${name}=${value}`);
  const sentence = kept.length === 0 ? "" : ` The tags of the source are kept: ${shown.join(", ")}${more}.`;
  return `${sentence} The tag ${OPERATION_TAG} marks it as made by this operation.`;
}

/** As az takes them. */
export function tagWords(source: Readonly<Record<string, string>>): string[] {
  return Object.entries(markedTags(source, OPERATION_ID_TO_COME)).map(([name, value]) => `${name}=${value}`);
}

/** A plan's command lines, once the operation has its id. */
export function withOperationId(cli: string, operationId: string): string {
  return cli.replaceAll(`${OPERATION_TAG}=${OPERATION_ID_TO_COME}`, `${OPERATION_TAG}=${operationId}`);
}
