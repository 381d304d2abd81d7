import { expect, test } from "vitest";
import type { OperationRow } from "#lib/contract/operations.ts";
import { AppError } from "#lib/domain/app-error.ts";
import type { Principal } from "#lib/domain/principal.ts";
import { createOperationStream, type LiveEvent } from "./operation-stream.ts";

const person = (identity: string): Principal => ({ identity, kind: "person", name: identity });
const contextOf = (identity: string) => ({ requestId: "r", principal: person(identity) });

function open(load = async (id: string) => ({ id }) as OperationRow) {
  const followers = new Set<(id: string | undefined) => void>();
  const loads: string[] = [];
  const stream = createOperationStream({
    watch: {
      followAll(signal, onChange) {
        followers.add(onChange);
        signal.addEventListener("abort", () => followers.delete(onChange), { once: true });
      },
    },
    load: (id, { principal }) => {
      loads.push(`${id} for ${principal.identity}`);
      return load(id);
    },
    onError: () => undefined,
  });
  const change = async (id: string | undefined) => {
    for (const follower of followers) follower(id);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { stream, change, loads, followers };
}

test("a thousand lookers of one identity cost one reading of a change, and none when they have gone", async () => {
  const { stream, change, loads, followers } = open();
  const heard: LiveEvent[] = [];
  const leave = Array.from({ length: 1000 }, () => stream.subscribe(contextOf("a"), (event) => heard.push(event)));
  await change("one");
  expect([heard.length, loads]).toEqual([1000, ["one for a"]]);
  for (const one of leave) one();
  expect(followers.size).toBe(0);
});

test("each identity reads with its own rights, and hears nothing of what it may not see", async () => {
  const { stream, change } = open(async () => {
    throw new AppError("not-found", "There is no such operation.");
  });
  const heard: LiveEvent[] = [];
  stream.subscribe(contextOf("b"), (event) => heard.push(event));
  await change("one");
  expect(heard).toEqual([]);
});

test("after a time in which changes may have been missed everybody is told to look", async () => {
  const { stream, change } = open();
  const heard: LiveEvent[] = [];
  stream.subscribe(contextOf("a"), (event) => heard.push(event));
  await change(undefined);
  expect(heard).toEqual([{ type: "look", data: "{}" }]);
});
