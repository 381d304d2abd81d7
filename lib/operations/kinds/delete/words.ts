import { formatCount, formatDuration } from "#lib/domain/format.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import type { KindWords } from "#lib/operations/kinds/kind-words.ts";
import { type DeleteRequest, deleteRequest } from "./request.ts";

export const deleteSteps = {
  delete: "Look at each snapshot again, and delete it",
  read: "Read the inventory anew",
} as const;

const HOUR_MS = 3_600_000;

export const deleteWords: KindWords<DeleteRequest> = {
  kind: "delete",
  noun: "delete",
  plural: "Deletes",
  changes: "Deletes snapshots, after a delay in which it can be undone by cancelling it.",
  request: deleteRequest,
  title: ({ snapshots }) => `Delete ${deletedWords(snapshots)}`,
  subjectId: ({ snapshots: [only, ...others] }) => (others.length === 0 ? only?.id : undefined),
  reserves: ({ snapshots }) => snapshots.map(({ id }) => ({ targetId: id, field: "snapshots" })),
  delayMs: ({ delayHours }) => delayHours * HOUR_MS,
  fields: [
    { name: "snapshots", label: "Snapshots", print: (value) => (Array.isArray(value) ? formatCount(value.length) : String(value)) },
    { name: "delayHours", label: "Delay", print: (value) => (value === 0 ? "none" : formatDuration(Number(value) * HOUR_MS)) },
    { name: "acceptsLast", label: "Last restore point", print: (value) => (value === true ? "may go" : "stays") },
  ],
  afterCancel: ({ steps }) => ({
    text:
      (steps.find(({ name }) => name === "delete")?.state ?? "pending") === "pending"
        ? "Nothing was deleted."
        : "What was deleted until then stays deleted; the rows say which. A retry goes on with the rest.",
    isLeftInAzure: false,
  }),
  movesWhatWasPlanned: false,
};

export function deletedWords(snapshots: readonly { id: string }[]): string {
  const [only, ...others] = snapshots;
  return only && others.length === 0 ? resourceName(only.id) : `${formatCount(snapshots.length)} snapshots`;
}
