import { describe, expect, test } from "vitest";
import { assertRoomForMark, markedTags, markProblems, OPERATION_TAG, tagWords, tellTags, withOperationId } from "./operation-mark.ts";

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag${i}`, String(i)]));
const told = ` The tag ${OPERATION_TAG} marks it as made by this operation.`;

describe("the mark", () => {
  test("stands beside the tags of the source, in the place of one that an earlier operation left there", () => {
    expect(markedTags({ env: "prod" }, "o2")).toEqual({ env: "prod", [OPERATION_TAG]: "o2" });
    expect(markedTags({ "Snapscope-Operation": "o1", env: "prod" }, "o2")).toEqual({ env: "prod", [OPERATION_TAG]: "o2" });
  });

  test("needs one of Azure's fifty tags, which a plan refuses by its field and a run by its rule", () => {
    expect(markProblems({ name: "s1", tags: many(49) })).toEqual([]);
    expect(markProblems({ name: "s1", tags: { ...many(49), [OPERATION_TAG]: "o1" } })).toEqual([]);
    const full = { name: "s1", tags: many(50) };
    expect(markProblems(full)).toMatchObject([
      { field: "snapshotId", rule: "no-room-for-mark", message: expect.stringContaining("s1 has 50 tags") },
    ]);
    expect(() => assertRoomForMark(full)).toThrow("no room");
  });

  test("keeps Azure's rules for the names of tags", () => expect(OPERATION_TAG).toMatch(/^[^<>%&\\?/]{1,512}$/));

  test("is told in a plan, after the tags that are kept, three of them by name", () => {
    expect(tellTags({})).toBe(told);
    expect(tellTags({ env: "prod" })).toBe(` The tags of the source are kept: env=prod.${told}`);
    expect(tellTags({ a: "1", b: "2", c: "3", d: "4", e: "5" })).toBe(` The tags of the source are kept: a=1, b=2, c=3 and 2 more.${told}`);
  });

  test("is in the command line, with the operation's id once it has one", () => {
    const cli = `az disk create --tags ${tagWords({ env: "prod" }).join(" ")}`;
    expect(cli).toBe(`az disk create --tags env=prod ${OPERATION_TAG}=OPERATION_ID`);
    expect(withOperationId(cli, "o1")).toBe(`az disk create --tags env=prod ${OPERATION_TAG}=o1`);
  });
});
