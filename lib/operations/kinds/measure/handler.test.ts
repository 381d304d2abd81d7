// What a measurement says where Azure fails: how many it measured, how many it could not and why; and never that it did
// when it did nothing.
import { expect, it } from "vitest";
import { AppError } from "#lib/domain/app-error.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import type { KindDeps } from "#lib/operations/kinds/operation-kind.ts";
import type { MeasureResult } from "#lib/services/chains/measure-chain.ts";
import { createMeasureHandler } from "./handler.ts";
import type { MeasureRequest } from "./request.ts";

const nothing: MeasureResult = { measured: 0, alreadyMeasured: 0, skipped: [], bytes: 0 };
const skip = (reason: string, isFault: boolean, rule?: string) => ({
  snapshotId: "/s",
  name: "s",
  reason,
  isFault,
  ...(rule ? { rule } : {}),
});

interface Said {
  detail: string;
  text: string | undefined;
  result?: unknown;
  error?: unknown;
}

async function run(outcomes: (MeasureResult | Error)[]): Promise<Said> {
  const left = [...outcomes];
  const said: Said = { detail: "", text: undefined };
  const deps = {
    clock: { nowMs: () => 0 },
    estate: { chains: async () => ({ chains: outcomes.map((_, i) => ({ key: `c${i}`, snapshots: [] }) as unknown as Chain) }) },
    measureChain: async () => {
      const next = left.shift();
      if (next instanceof Error) throw next;
      return next ?? nothing;
    },
  } as unknown as KindDeps;
  const context = {
    ...testContext,
    payload: { kind: "measure" },
    signal: new AbortController().signal,
    step: async (_name: string, work: (step: unknown) => unknown) => {
      said.result = await work({ detail: (detail: string) => Object.assign(said, { detail }), keep: async () => undefined });
    },
    progress: ({ text }: { text?: string }) => Object.assign(said, { text }),
  } as unknown as OperationContext<MeasureRequest>;
  await createMeasureHandler(deps)
    .run(context)
    .catch((error: unknown) => {
      said.error = error;
    });
  return said;
}

it("tells how many could not be measured, and why", async () => {
  const { text, detail, error } = await run([
    { ...nothing, measured: 3, skipped: [skip("forbidden", false, "network-policy"), skip("Azure broke.", true)] },
    { ...nothing, measured: 1 },
  ]);
  expect(error).toBeUndefined();
  expect(text).toBe("4 measured, 2 could not be: 1 (Azure broke), 1 (the network access policy forbids reading)");
  expect(detail).toBe(text);
});

it("that measured nothing because Azure failed has not succeeded, and is tried again", async () => {
  const { error } = await run([{ ...nothing, alreadyMeasured: 2, skipped: [skip("Azure broke.", true)] }]);
  expect(error).toMatchObject({ code: "azure-failed", retryable: true, message: "Nothing could be measured: 1 (Azure broke)." });
});

it("that measured nothing because a rule forbids it has done what can be done, and says that it was nothing", async () => {
  const { error, text, result } = await run([{ ...nothing, skipped: [skip("forbidden", false, "network-policy")] }]);
  expect(error).toBeUndefined();
  expect(text).toBe("Nothing measured, 1 could not be: 1 (the network access policy forbids reading)");
  expect(result).toEqual({ measured: 0, skipped: 1, outcome: "nothing" });
});

it("says where it measured a part only, and nothing of it where it measured all", async () => {
  const blocked = skip("forbidden", false, "network-policy");
  expect((await run([{ ...nothing, measured: 3, skipped: [blocked] }])).result).toEqual({ measured: 3, skipped: 1, outcome: "part" });
  expect((await run([{ ...nothing, measured: 3 }])).result).toEqual({ measured: 3, skipped: 0 });
  expect((await run([{ ...nothing, alreadyMeasured: 3 }])).text).toBe("All were measured before");
});

it("with a chain that broke off fails as that did, and tells what the others brought", async () => {
  const away = new AppError("azure-unavailable", "Azure did not answer.");
  const { detail, error } = await run([{ ...nothing, measured: 2 }, away]);
  expect(detail).toBe("2 measured");
  expect(error).toMatchObject({
    code: "azure-unavailable",
    retryable: true,
    message: "1 of 2 chains could not be measured to the end (2 measured): Azure did not answer.",
  });
});
