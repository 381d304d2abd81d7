import { describe, expect, it } from "vitest";
import { compareAnswer, compareShape } from "./recording-comparison.ts";
import { judge } from "./recordings.ts";

describe("the comparison with a recording", () => {
  it("finds what is missing, what is too much and what is different, element by element", () => {
    const expected = { a: 1, b: { code: "X" }, c: [{ d: "" }, { d: 1 }], e: ["x"] };
    expect(compareShape("body", expected, { a: 2, b: { code: "Y" }, c: [{ f: "" }, { d: "1" }], e: [] })).toEqual([
      'body.b.code is "Y" instead of "X"',
      "body.c[0].f should not be there",
      "body.c[0].d is missing",
      'body.c[1].d is "1" instead of 1',
      "body.e has 0 elements instead of 1",
    ]);
    expect(compareShape("body", expected, null)).toHaveLength(1);
    expect(compareShape("body", { tags: null }, { tags: {} })).toEqual(["body.tags is {} instead of null"]);
  });

  it("tells times, guids, URLs and paths from other texts", () => {
    const [utc, offset] = ["2026-01-31T00:00:00.1234567Z", "2026-01-31T00:00:00+00:00"];
    expect(compareShape("at", utc, "2027-02-01T10:00:00Z")).toEqual([]);
    expect(compareShape("at", utc, offset)).toEqual([`at is "${offset}" instead of "${utc}"`]);
    expect(compareShape("id", "subscriptions/1", "/subscriptions/1")).toHaveLength(1);
    expect(compareShape("id", "00000000-0000-4000-8000-000000000001", "one")).toHaveLength(1);
    expect(compareShape("link", "https://a/b", "http://a/b")).toHaveLength(1);
  });

  it("looks at status, at the headers that were recorded, and at those that tell a client what to do", async () => {
    const policy = "Microsoft.Compute/LowCostGet3Min;14999";
    const recorded = {
      status: 200,
      headers: { "Azure-AsyncOperation": "https://a/op/1?x=1&t=2", "x-ms-ratelimit-remaining-resource": policy },
    };
    const same = { "azure-asyncoperation": "https://b/op/1?x=1&t=3", "x-ms-ratelimit-remaining-resource": policy.replace("14999", "3") };
    expect(await compareAnswer(recorded, new Response(null, { headers: { ...same, etag: "e" } }))).toEqual([]);
    const other = { "azure-asyncoperation": "https://b/op/2?x=1&t=3", "retry-after": "2" };
    expect(await compareAnswer(recorded, new Response('{"a":1}', { status: 201, headers: other }))).toEqual([
      'status is 201 instead of 200: {"a":1}',
      "header x-ms-ratelimit-remaining-resource is missing",
      "header retry-after should not be there",
      "header azure-asyncoperation is /op/2?x=1 instead of /op/1?x=1",
      'body is {"a":1} instead of null',
    ]);
  });

  it("lists differences that nothing allows, and allowances that nothing needs", () => {
    const allowed = [/^body\.a is missing$/, /^body\.c is missing$/].map((difference) => ({ difference, reason: "" }));
    expect(judge(["1. GET /x: body.a is missing", "2. GET /y: body.b is missing"], allowed)).toEqual({
      unexpected: ["2. GET /y: body.b is missing"],
      unused: ["/^body\\.c is missing$/"],
    });
  });
});
