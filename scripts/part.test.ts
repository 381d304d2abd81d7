// When a process that dies is started again, and when that ends.
import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { runPart } from "./part.ts";
import { createRestarts, RESTART_WAITS_MS } from "./restarts.ts";

test("five times, after longer and longer waits", () => {
  const restarts = createRestarts();
  const waits = Array.from({ length: 6 }, () => restarts.next(3000)?.waitMs);
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, undefined]);
});

test("and anew when it ran for a minute", () => {
  const restarts = createRestarts();
  for (const _ of RESTART_WAITS_MS) restarts.next(0);
  expect(restarts.next(59_999)).toBeUndefined();
  expect(restarts.next(60_000)).toEqual({ waitMs: 1000, attempt: 1 });
});

/** A process that runs `script` each time; resolves with what was said when it is over. */
function play(script: string, command = process.execPath): Promise<{ code: number; said: string[]; starts: number }> {
  const said: string[] = [];
  let starts = 0;
  return new Promise((resolve) => {
    runPart({
      title: "It",
      spawn: () => {
        starts += 1;
        return spawn(command, ["-e", script], { stdio: "ignore" });
      },
      restarts: createRestarts([1, 2]),
      say: (line) => said.push(line),
      onOver: (code) => resolve({ code, said, starts }),
    });
  });
}

test("one that dies each time is given up, each death told in a line", async () => {
  expect(await play("process.exit(3)")).toEqual({
    code: 1,
    starts: 3,
    said: [
      "It ended with code 3; it is started again in 0.001 s (1 of 5).",
      "It ended with code 3; it is started again in 0.002 s (2 of 5).",
      "It ended with code 3, once too often: it is not started again.",
    ],
  });
});

test("one that says that it cannot start is not started again, and has said why itself", async () => {
  expect(await play("process.exit(78)")).toEqual({ code: 1, starts: 1, said: [] });
});

test("one that ends in order is over", async () => {
  expect(await play("process.exit(0)")).toEqual({ code: 0, starts: 1, said: ["It ended."] });
});

test("one that cannot even be run is tried again like one that dies", async () => {
  const { code, starts, said } = await play("", "/no/such/program");
  expect([code, starts]).toEqual([1, 3]);
  expect(said[0]).toContain("It cannot be run (spawn /no/such/program ENOENT); it is started again");
});

test("one that is asked to end while it waits does not come back", async () => {
  const said: string[] = [];
  let starts = 0;
  const part = await new Promise<ReturnType<typeof runPart>>((resolve) => {
    const started = runPart({
      title: "It",
      spawn: () => {
        starts += 1;
        return spawn(process.execPath, ["-e", "process.exit(3)"], { stdio: "ignore" });
      },
      restarts: createRestarts([1]),
      say: (line) => {
        said.push(line);
        void started.stop().then(() => resolve(started));
      },
      onOver: () => said.push("over"),
    });
  });
  await part.stop();
  // Ten times as long as it would have waited.
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect([starts, said.length]).toEqual([1, 1]);
});
