// One half of `npm start` as a process: started again when it dies by itself, ended in order, killed when it will not end.
//
//   running ──dies──▶ waiting ──▶ running …     five times at most (restarts.ts), each told in one line
//   running ──ends with 0, or cannot start, or dies once too often──▶ over: everything ends with it
import type { ChildProcess } from "node:child_process";
import { RESTART_WAITS_MS, type Restarts } from "./restarts.ts";

/** EX_CONFIG of sysexits.h: what both programs say when another try would end the same. */
const cannotStart = 78;
const stopWithinMs = 8000;

export interface PartOptions {
  /** As the first words of a sentence. */
  title: string;
  spawn(): ChildProcess;
  restarts: Restarts;
  say(line: string): void;
  /** It will not run any more, by itself. */
  onOver(exitCode: number): void;
}

export interface Part {
  /** Resolves when no process of it is left. */
  stop(): Promise<void>;
  /** At once, without waiting. */
  kill(): void;
}

export function runPart({ title, spawn, restarts, say, onOver }: PartOptions): Part {
  let child: ChildProcess | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let isStopping = false;

  function run(): void {
    const startedAt = performance.now();
    child = spawn();
    child.once("error", (error) => died(`cannot be run (${error.message})`, startedAt));
    child.once("exit", (code, signal) => {
      if (isStopping) return;
      // Whoever ended it in order meant it.
      if (code === 0) over(`${title} ended.`, 0);
      // It has said why.
      else if (code === cannotStart) onOver(1);
      else died(code === null ? `was ended by ${signal}` : `ended with code ${code}`, startedAt);
    });
  }

  function died(how: string, startedAt: number): void {
    if (isStopping) return;
    const next = restarts.next(performance.now() - startedAt);
    if (!next) {
      over(`${title} ${how}, once too often: it is not started again.`, 1);
      return;
    }
    waiting = setTimeout(run, next.waitMs);
    say(`${title} ${how}; it is started again in ${next.waitMs / 1000} s (${next.attempt} of ${RESTART_WAITS_MS.length}).`);
  }

  function over(line: string, exitCode: number): void {
    say(line);
    onOver(exitCode);
  }

  run();
  return {
    stop: () => {
      isStopping = true;
      clearTimeout(waiting);
      return child ? endProcess(child) : Promise.resolve();
    },
    kill: () => void child?.kill("SIGKILL"),
  };
}

function endProcess(child: ChildProcess): Promise<void> {
  // It never ran, or it is over.
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const late = setTimeout(() => child.kill("SIGKILL"), stopWithinMs);
    child.once("exit", () => {
      clearTimeout(late);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
