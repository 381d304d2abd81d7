// A program that takes its time at a first start: what it does and how long that usually takes is said before, how long it
// has taken while it runs, and how long it took after. Plain lines on stderr, so that a log reads like a screen.
import { spawn } from "node:child_process";

const sayEveryMs = 10_000;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * what: "building the dashboard"; usually: "about a minute". output: what it wrote, where stdio pipes it.
 * @returns {Promise<{ status: number | null, output: string }>}
 */
export async function longStep({ what, usually, program, args, options, everyMs = sayEveryMs, say = sayLine }) {
  const begunMs = performance.now();
  const seconds = () => `${Math.round((performance.now() - begunMs) / 1000)} s`;
  say(`${what} (once; usually ${usually}) …`);
  const child = spawn(program, args, options);
  const timer = setInterval(() => say(`still ${what}, ${seconds()} so far …`), everyMs);
  // Whoever ends us ends it.
  const pass = (signal) => {
    child.kill(signal);
    process.exit(signal === "SIGINT" ? 130 : 1);
  };
  for (const signal of signals) process.once(signal, pass);
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => chunks.push(chunk));
  const status = await new Promise((resolve) => {
    child.once("error", (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      resolve(null);
    });
    child.once("close", resolve);
  });
  clearInterval(timer);
  for (const signal of signals) process.off(signal, pass);
  say(`${what}: ${status === 0 ? "done" : "failed"} after ${seconds()}`);
  return { status, output: Buffer.concat(chunks).toString() };
}

function sayLine(line) {
  console.error(`snapscope: ${line}`);
}
