// What came of each snapshot of a delete, kept before anything else is done.
import { z } from "zod";
import { AppError } from "#lib/domain/app-error.ts";
import { formatCount } from "#lib/domain/format.ts";
import { resourceKey, resourceName } from "#lib/domain/inventory/inventory.ts";
import { ITEM_STATES, type OperationItem } from "#lib/domain/operations/operation-item.ts";
import type { OperationContext, StepContext } from "#lib/operations/engine/operation-handler.ts";
import type { DeleteRequest } from "./request.ts";

/** What an earlier attempt came to. */
const kept = z.object({ rows: z.array(z.object({ id: z.string(), state: z.enum(ITEM_STATES), detail: z.string().optional() })) });

export class DeleteRows {
  private readonly context: OperationContext<DeleteRequest>;
  private readonly step: StepContext;
  private readonly rows = new Map<string, OperationItem>();

  constructor(context: OperationContext<DeleteRequest>, step: StepContext) {
    this.context = context;
    this.step = step;
    const before = new Map(kept.safeParse(step.checkpoint).data?.rows.map((row) => [resourceKey(row.id), row]));
    for (const { id } of context.payload.snapshots) {
      const row = before.get(resourceKey(id));
      // What was refused is looked at again.
      const isSettled = row?.state === "done" || row?.state === "running";
      this.rows.set(resourceKey(id), row && isSettled ? withoutUndefined(row) : { id, state: "waiting" });
    }
    this.tell();
  }

  stateOf(id: string): OperationItem["state"] {
    return this.rows.get(resourceKey(id))?.state ?? "waiting";
  }

  of(state: OperationItem["state"]): OperationItem[] {
    return [...this.rows.values()].filter((row) => row.state === state);
  }

  async set(id: string, row: Omit<OperationItem, "id">): Promise<void> {
    this.rows.set(resourceKey(id), { id, ...row });
    await this.step.keep({ rows: [...this.rows.values()] });
    this.tell(row.state === "running" ? `Deleting ${resourceName(id)}` : undefined);
  }

  /** The last that was said of it, where nothing came of it yet: what is seen of it when there is no other attempt. */
  async note(id: string, detail: string): Promise<void> {
    await this.set(id, { state: this.stateOf(id), detail });
  }

  /** "2 deleted, 1 refused: …". */
  words(): string {
    const [refused, failed] = [this.of("refused"), this.of("failed")];
    const told = (what: string, rows: OperationItem[]) => (rows.length > 0 ? [`${formatCount(rows.length)} ${what}`] : []);
    return [
      `${formatCount(this.of("done").length)} of ${formatCount(this.rows.size)} deleted`,
      ...told("refused", refused),
      ...told("failed", failed),
    ].join(", ");
  }

  assertAllDone(): void {
    const [first] = [...this.of("failed"), ...this.of("refused")];
    if (!first) return;
    throw new AppError("not-possible", `${this.words()}. ${first.detail ?? ""} A retry goes on with the rest.`, {
      details: { snapshotId: first.id },
    });
  }

  private tell(text?: string): void {
    const rows = [...this.rows.values()];
    this.context.progress({
      rows,
      percent: (100 * this.of("done").length) / Math.max(1, rows.length),
      ...(text === undefined ? {} : { text }),
    });
  }
}

function withoutUndefined({
  id,
  state,
  detail,
}: {
  id: string;
  state: OperationItem["state"];
  detail?: string | undefined;
}): OperationItem {
  return { id, state, ...(detail === undefined ? {} : { detail }) };
}
