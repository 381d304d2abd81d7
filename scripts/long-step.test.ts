import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { longStep } from "./long-step.mjs";

const scratch = mkdtempSync(join(tmpdir(), "snapscope-long-step-"));
const go = join(scratch, "go");

/** Says its word once the test has heard that it is still at it. */
const waiting = `const fs = require("node:fs"); const timer = setInterval(() => {
  if (!fs.existsSync(${JSON.stringify(go)})) return;
  clearInterval(timer); console.log("built");
}, 5);`;

test("what takes long says what it is, how long that usually takes, how long it has taken, and when it is done", async () => {
  const said: string[] = [];
  const say = (line: string) => {
    said.push(line);
    if (line.startsWith("still")) writeFileSync(go, "");
  };
  const step = { what: "building", usually: "a minute", program: process.execPath, args: ["-e", waiting], options: {}, everyMs: 20, say };
  expect(await longStep(step)).toEqual({ status: 0, output: "built\n" });
  rmSync(scratch, { recursive: true });
  expect(said[0]).toBe("building (once; usually a minute) …");
  expect(said.slice(1, -1).length).toBeGreaterThan(0);
  for (const line of said.slice(1, -1)) expect(line).toMatch(/^still building, \d+ s so far …$/);
  expect(said.at(-1)).toMatch(/^building: done after \d+ s$/);
});

test("what fails says so, with what it wrote, and a program that is not there is no crash", async () => {
  const said: string[] = [];
  const step = { what: "building", usually: "a minute", options: {}, say: (line: string) => said.push(line) };
  const failing = ["-e", 'console.error("no such file"); process.exitCode = 3;'];
  expect(await longStep({ ...step, program: process.execPath, args: failing })).toEqual({ status: 3, output: "no such file\n" });
  expect(said.at(-1)).toMatch(/^building: failed after \d+ s$/);
  const { status, output } = await longStep({ ...step, program: join(tmpdir(), "no-such-program"), args: [] });
  expect([status, output]).toEqual([null, expect.stringContaining("ENOENT")]);
});
