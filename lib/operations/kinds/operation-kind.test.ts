import { expect, test } from "vitest";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import { copyChainKind } from "./copy-chain/kind.ts";
import { type KindDeps, openKind } from "./operation-kind.ts";

test("a plan warns of each source that another operation makes or deletes, not of the first alone", async () => {
  const held = ["/s/b", "/s/c"];
  const deps = { operations: { findHolder: async (id: string) => (held.includes(id) ? {} : undefined) } } as unknown as KindDeps;
  const plan = async () => ({ possible: true, problems: [], warnings: [] });
  const kind = { ...copyChainKind, open: () => ({ plan, handler: { steps: [], run: async () => undefined } }) };
  const snapshots = ["/s/a", "/s/b", "/s/c"].map((snapshotId, i) => ({ snapshotId, targetName: `copy${i}` }));
  const request = { kind: "copy-chain", snapshots, targetRegion: "northeurope", targetResourceGroup: "g" };
  const { warnings } = await openKind(kind as never, deps).plan(request as never, testContext);
  expect(warnings).toEqual([expect.stringContaining("makes or deletes b, c. While they are used here")]);
});
