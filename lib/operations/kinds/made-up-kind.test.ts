// A kind nobody has heard of, registered beside the dashboard's own: everything about it follows from its registration.
// It goes through the real routes, desk and engine on an embedded database, and through the pages' components.

import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import * as openapi from "#app/api/openapi.json/route.ts";
import * as cancel from "#app/api/operations/[id]/cancel/route.ts";
import * as events from "#app/api/operations/[id]/events/route.ts";
import * as operation from "#app/api/operations/[id]/route.ts";
import * as operations from "#app/api/operations/route.ts";
import * as options from "#app/api/plans/options/route.ts";
import * as plans from "#app/api/plans/route.ts";
import { OperationUis, useOperationUi } from "#components/operations/kinds/use-operation-ui.ts";
import { armId } from "#lib/contract/common.ts";
import { type OperationRow, operationRow } from "#lib/contract/operations.ts";
import { choice, formOptions, plan } from "#lib/contract/plans.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import type { KindWords } from "#lib/operations/kinds/kind-words.ts";
import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { operationKinds } from "#lib/operations/kinds/registry.ts";
import { get, post, startTestApp, type TestApp, withId } from "#lib/server/testing/test-app.ts";

const inspectRequest = z.object({ kind: z.literal("inspect"), snapshotId: armId, depth: z.number().int().min(1).max(3) });
type InspectRequest = z.infer<typeof inspectRequest>;

const inspectWords: KindWords<InspectRequest> = {
  kind: "inspect",
  noun: "inspection",
  plural: "Inspections",
  changes: "Reads a snapshot back; changes nothing.",
  request: inspectRequest,
  options: formOptions.extend({ kind: z.literal("inspect"), depths: z.array(choice) }),
  title: ({ snapshotId }) => `Inspect ${resourceName(snapshotId)}`,
  subjectId: ({ snapshotId }) => snapshotId,
  fields: [{ name: "depth", label: "Depth", print: (value) => `${value} of 3` }],
  afterCancel: () => ({ text: "What was read so far is forgotten.", isLeftInAzure: false }),
  movesWhatWasPlanned: true,
};

/** One of this depth runs until it is cancelled. */
const endless = 3;
const steps = { read: "Read it back", compare: "Compare the sums" };

const inspectKind: OperationKind<InspectRequest> = {
  words: inspectWords,
  open: ({ estate }) => ({
    async plan({ snapshotId }, context) {
      const snapshot = (await estate.around(snapshotId, "snapshotId", context)).snapshot;
      const isPossible = snapshot.incremental;
      return {
        kind: "inspect",
        possible: isPossible,
        problems: isPossible ? [] : [{ field: "snapshotId", rule: "full", message: `${snapshot.name} is a full snapshot.` }],
        summary: `Read ${snapshot.name} back.`,
        steps: namedSteps(steps).map(({ title }) => ({ title, detail: "" })),
        transferBytes: 7,
        transferBasis: "All of it.",
        costs: [],
        limits: [],
        warnings: [],
        cli: "",
      };
    },
    async options(snapshotId, context) {
      (await estate.around(snapshotId, "snapshot", context)).snapshot;
      return { kind: "inspect", possible: true, depths: [{ value: "1", label: "Quick", possible: true }] };
    },
    handler: {
      steps: namedSteps(steps),
      async run({ payload, step, sleep, progress }) {
        await step("read", async () => (payload.depth === endless ? sleep(3_600_000) : progress({ percent: 50, text: "Reading" })));
        await step("compare", async () => progress({ percent: 100, text: "The same", resultId: payload.snapshotId }));
      },
    },
  }),
};

let running: TestApp;
let source: Snapshot;
let full: Snapshot;
beforeAll(async () => {
  running = await startTestApp({ kinds: [...operationKinds, inspectKind] });
  const { world, group } = running.azure;
  const disk = world.createEmptyDisk({ name: "data", group, sku: "Premium_LRS", sizeGib: 4 });
  source = world.takeSnapshot({ disk, name: "data-1", group, incremental: true });
  full = world.takeSnapshot({ disk, name: "data-full", group, incremental: false });
  await running.app.view.refresh({ requestId: "made-up", principal: testPrincipal });
});
afterAll(() => running.stop());

async function answer(asked: Promise<Response>): Promise<{ status: number; text: string }> {
  const response = await asked;
  return { status: response.status, text: await response.text() };
}

async function ask<T>(asked: Promise<Response>, schema: z.ZodType<T>): Promise<T> {
  const { status, text } = await answer(asked);
  expect(status, text).toBeLessThan(300);
  return schema.parse(JSON.parse(text));
}

const asked = (snapshot: Snapshot, depth = 1) => ({ kind: "inspect", snapshotId: snapshot.id, depth });
const start = (depth: number) => ask(operations.POST(post("/api/operations", asked(source, depth))), operationRow);

async function readEvents(id: string): Promise<OperationRow[]> {
  const response = await events.GET(get(`/api/operations/${id}/events`), withId(id));
  return [...(await response.text()).matchAll(/^data: (.+)$/gm)].map((match) => JSON.parse(match[1] ?? ""));
}

describe("A made-up kind", () => {
  test("is planned, and its request read by its own schema", async () => {
    expect(await ask(plans.POST(post("/api/plans", asked(source))), plan)).toMatchObject({ kind: "inspect", summary: "Read data-1 back." });
    const wrong = await answer(plans.POST(post("/api/plans", asked(source, 9))));
    expect([wrong.status, JSON.parse(wrong.text).error.details.field]).toEqual([400, "depth"]);
  });

  test("offers its form what it has to choose from", async () => {
    const query = new URLSearchParams({ kind: "inspect", snapshot: source.id });
    const schema = z.object({ kind: z.string(), depths: z.array(choice) });
    expect((await ask(options.GET(get(`/api/plans/options?${query}`)), schema)).depths).toHaveLength(1);
  });

  test("starts, is seen live and ends", async () => {
    const row = await start(1);
    expect(row).toMatchObject({ kind: "inspect", title: "Inspect data-1", subjectId: source.id, totalBytes: 7 });
    const seen = await readEvents(row.id);
    expect(seen.at(-1)).toMatchObject({
      state: "succeeded",
      progressText: "The same",
      steps: [{ title: steps.read }, { title: steps.compare }],
    });
  });

  test("is not started where its plan says no", async () => {
    const { status, text } = await answer(operations.POST(post("/api/operations", asked(full))));
    expect([status, JSON.parse(text).error.code, JSON.parse(text).error.message]).toEqual([
      409,
      "not-possible",
      "data-full is a full snapshot.",
    ]);
  });

  test("is listed by its kind, as JSON and as CSV, with nothing else", async () => {
    const other = await ask(operations.POST(post("/api/operations", { kind: "measure" })), operationRow);
    const list = await ask(
      operations.GET(get("/api/operations?kind=inspect")),
      z.object({ items: z.array(operationRow), total: z.number() }),
    );
    expect([list.items.map(({ kind }) => kind), list.total]).toEqual([["inspect"], 1]);
    const { text } = await answer(operations.GET(get("/api/operations?kind=inspect&format=csv")));
    expect(text.trim().split("\r\n").slice(1)).toEqual([expect.stringContaining("inspect,succeeded,Inspect data-1")]);
    const all = await answer(operations.GET(get("/api/operations?format=csv")));
    expect(all.text).toContain(other.id);
    const unknown = await answer(operations.GET(get("/api/operations?kind=polish")));
    expect(JSON.parse(unknown.text).error.details).toMatchObject({
      field: "kind",
      allowed: [...operationKinds.map(({ words }) => words.kind), "inspect"],
    });
  });

  test("is cancelled", async () => {
    const { id } = await start(endless);
    const live = readEvents(id);
    const { state } = await ask(cancel.POST(post(`/api/operations/${id}/cancel`), withId(id)), operationRow);
    expect(["cancelling", "cancelled"]).toContain(state);
    expect((await live).at(-1)?.state).toBe("cancelled");
    expect(await ask(operation.GET(get(`/api/operations/${id}`), withId(id)), operationRow)).toMatchObject({ retryable: true });
  });

  test("is in the API's description", async () => {
    const { text } = await answer(openapi.GET(get("/api/openapi.json")));
    const { paths } = JSON.parse(text);
    const kinds = paths["/api/operations"].post.requestBody.content["application/json"].schema.oneOf;
    expect(kinds.map((one: { properties: { kind: { const: string } } }) => one.properties.kind.const)).toContain("inspect");
    expect(text).toContain(inspectWords.changes);
    const parameters: { name: string; schema: { enum?: string[] } }[] = paths["/api/operations"].get.parameters;
    expect(parameters.find(({ name }) => name === "kind")?.schema.enum).toContain("inspect");
    const query: { name: string; schema: { enum?: string[] } }[] = paths["/api/plans/options"].get.parameters;
    expect(query.find(({ name }) => name === "kind")?.schema.enum).toEqual([
      ...operationKinds.filter(({ words }) => words.options).map(({ words }) => words.kind),
      "inspect",
    ]);
  });
});

function Said({ kind }: { kind: string }) {
  const { words } = useOperationUi(kind);
  return createElement("p", {}, [words.noun, ...words.fields.map(({ label }) => label)].join(" "));
}

describe("On a page", () => {
  test("a registered kind is told in its words", () => {
    const page = createElement(OperationUis, { value: [{ words: inspectWords }] }, createElement(Said, { kind: "inspect" }));
    expect(renderToStaticMarkup(page)).toBe("<p>inspection Depth</p>");
  });

  test("one of a newer server is told by its name", () =>
    expect(renderToStaticMarkup(createElement(Said, { kind: "inspect" }))).toBe("<p>inspect</p>"));
});
