import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { levelLabel, VERIFY_LEVELS, type VerifyLevel } from "#lib/domain/verification/verification.ts";
import type { KindWords } from "#lib/operations/kinds/kind-words.ts";
import { type VerifyRequest, verifyOptions, verifyRequest } from "./request.ts";

/** The plan tells them before, the operation while it happens. */
export const verifySteps = {
  check: "Look at the copy and its source",
  compare: "Read both sides and compare them",
  record: "Record what was found",
} as const;

export const verifyWords: KindWords<VerifyRequest> = {
  kind: "verify",
  noun: "verification",
  plural: "Verifications",
  changes: "Reads a copy and its source through read access that is given back, and compares them; changes nothing in Azure.",
  request: verifyRequest,
  options: verifyOptions,
  title: ({ snapshotId, level }) => `Verify ${resourceName(snapshotId)} (${levelLabel(level)})`,
  subjectId: ({ snapshotId }) => snapshotId,
  fields: [{ name: "level", label: "Compared", print: printLevel }],
  afterCancel: () => ({ text: "Nothing is recorded of what was compared so far. A retry goes on from there.", isLeftInAzure: false }),
  outcomes: { different: "copy differs" },
  movesWhatWasPlanned: false,
};

/** Of what is kept, perhaps by another version. */
function printLevel(value: unknown): string {
  const level = VERIFY_LEVELS.find((one): one is VerifyLevel => one === value);
  return level ? levelLabel(level) : String(value);
}
