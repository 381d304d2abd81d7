// What people are told of a kind of operation, and what its request looks like. Read by the server and the browser.
import type { FormSubject, OperationRequest, OperationRow, RequestKind } from "#lib/contract/operations.ts";
import type { OperationOutcome } from "#lib/domain/operations/operation-outcome.ts";
import { stateLabel } from "#lib/domain/operations/operation-state.ts";
import type { Plan } from "#lib/domain/plans/plan.ts";

export interface KindWords<Request extends OperationRequest> extends RequestKind {
  /** "copy", for sentences: "Cancel the copy". */
  noun: string;
  /** "Copies", for filters and lists. */
  plural: string;
  /** Short, for lists and headings: what the plan's summary says of sizes stands with the preview and the steps. */
  title(request: Request, plan: Plan | undefined): string;
  /** ARM id of what it is done to; of several things, of what holds them all (commonPlace). Who may read it may see the operation. */
  subjectId?(request: Request): string | undefined;
  /** What its form is opened for; absent: a snapshot. */
  subject?: FormSubject;
  /**
   * What it makes or takes away in Azure: no two operations at once, of whatever kind, may do so with the same. `field` is the
   * one of the request that names it.
   */
  reserves?(request: Request): Reservation[];
  /** So long it waits before it begins, so that it can be undone. */
  delayMs?(request: Request): number;
  /** What was asked for, in the order it is shown. */
  fields: readonly RequestField[];
  /** What cancelling, or giving it up, leaves behind; undefined: nothing. */
  afterCancel?(operation: Unfinished): CancelOutcome | undefined;
  /** How one is called that ended without doing all of it, or found what needs a person, in place of "succeeded". */
  outcomes?: Readonly<Partial<Record<OperationOutcome, string>>>;
  /** When it succeeded, what moved is what its plan reckoned. */
  movesWhatWasPlanned: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: a registry holds kinds of different requests; each knows its own.
export type AnyKindWords = KindWords<any>;

export interface Reservation {
  /** ARM id. */
  targetId: string;
  field: string;
}

interface RequestField {
  name: string;
  label: string;
  /** As people read it; absent: as it stands. */
  print?(value: unknown): string;
}

/** One word for how it stands, or how it came out. */
export function endWord(words: Pick<AnyKindWords, "outcomes">, { state, outcome }: Pick<OperationRow, "state" | "outcome">): string {
  return (outcome && words.outcomes?.[outcome]) ?? stateLabel(state);
}

interface Unfinished extends Pick<OperationRow, "request"> {
  steps: readonly Pick<OperationRow["steps"][number], "name" | "state">[];
}

interface CancelOutcome {
  /** One or two sentences. */
  text: string;
  /** Something stays in Azure: asked about before it is done. */
  isLeftInAzure: boolean;
}

/** Azure finishes what it was asked for: only the following of it ends. `step` is the one that asks; `what` it asks for, by name. */
export function leftInAzure(steps: Unfinished["steps"], step: string, what: string, isOne = true): CancelOutcome | undefined {
  const order = steps.find(({ name }) => name === step)?.state ?? "pending";
  if (order === "pending") return undefined;
  const [it, is] = isOne ? ["it", "it is"] : ["them", "they are"];
  const willBe = isOne ? "it will be there" : "they will be there";
  const text =
    order === "succeeded"
      ? `Azure goes on making ${what}: ${willBe}, and billed, unless you delete ${it} in Azure. A retry follows ${it} to ${isOne ? "its" : "their"} end.`
      : `Azure may have begun to make ${what}: look whether ${is} there, and delete ${it} in Azure if you do not want ${it}.`;
  return { text, isLeftInAzure: true };
}
