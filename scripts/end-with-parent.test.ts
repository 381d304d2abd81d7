import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const watcher = fileURLToPath(new URL("./end-with-parent.mjs", import.meta.url));
/** Runs until it is told to end; says its pid first. */
const child = `import { endWithParent } from ${JSON.stringify(watcher)};
endWithParent(() => { console.log("ended"); process.exit(0); });
console.log(process.pid);
setInterval(() => {}, 1000);`;
const parent = (stdio: string) => `import { spawn } from "node:child_process";
spawn(process.execPath, ["--input-type=module", "-e", ${JSON.stringify(child)}], { stdio: ${stdio} });`;

async function startParent(env: { npm_lifecycle_event?: string }, stdio = '"inherit"') {
  const started = spawn(process.execPath, ["--input-type=module", "-e", parent(stdio)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { NODE_ENV: "test", PATH: process.env.PATH, ...env },
  });
  const { stdout } = started;
  if (!stdout) throw new Error("no output");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const pid = Number((await lines.next()).value);
  return { process: started, pid, nextLine: async () => (await lines.next()).value };
}

test("what npm started ends when npm is gone", async () => {
  const { process: npm, nextLine } = await startParent({ npm_lifecycle_event: "start" });
  npm.kill("SIGKILL");
  expect(await nextLine()).toBe("ended");
});

test("what holds a channel to its parent ends with it, npm or not", async () => {
  const { process: supervisor, nextLine } = await startParent({}, '["inherit", "inherit", "inherit", "ipc"]');
  supervisor.kill("SIGKILL");
  expect(await nextLine()).toBe("ended");
});

test("what was started without npm outlives its parent", async () => {
  const { process: shell, pid } = await startParent({});
  const gone = once(shell, "exit");
  shell.kill("SIGKILL");
  await gone;
  // Three of its looks later.
  await new Promise((resolve) => setTimeout(resolve, 1600));
  process.kill(pid, "SIGKILL");
});
