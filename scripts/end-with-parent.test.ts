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
const args = `["--input-type=module", "-e", ${JSON.stringify(child)}]`;
/** How a parent starts it. */
const directly = `spawn(process.execPath, ${args}, { stdio: "inherit" });`;
const withChannel = `spawn(process.execPath, ${args}, { stdio: ["inherit", "inherit", "inherit", "ipc"] });`;
/** As npm does where the shell does not give its place away. */
const throughShell = `spawn("sh", ["-c", '"$0" "$@"; :', process.execPath, ...${args}], { stdio: "inherit" });`;

async function startParent(env: { npm_lifecycle_event?: string }, start = directly) {
  const started = spawn(process.execPath, ["--input-type=module", "-e", `import { spawn } from "node:child_process"; ${start}`], {
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

test.skipIf(process.platform === "win32")("also when a shell between lives on", async () => {
  const { process: npm, nextLine } = await startParent({ npm_lifecycle_event: "start" }, throughShell);
  npm.kill("SIGKILL");
  expect(await nextLine()).toBe("ended");
});

test("what holds a channel to its parent ends with it, npm or not", async () => {
  const { process: supervisor, nextLine } = await startParent({}, withChannel);
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
