// Steers a Local Azure from a test or a tool, by its admin path: its clock, its copies, its faults. Needs nothing but Node:
// the CA of Local Azure is trusted for these calls only.
//
//   const admin = new LocalAzureAdmin(JSON.parse(await readFile(".local-azure/local-azure.json", "utf8")));
//   await admin.faults.add({ kind: "throttle", path: "/snapshots/", method: "PUT", times: 2 });
//   await admin.clock.advance({ hours: 3 });

import { readFile } from "node:fs/promises";
import { request } from "node:https";
import type { ArmOptions } from "../arm/request.ts";
import type { LocalAzureEndpoints } from "../endpoints.ts";
import type { PageRange, Pattern } from "../pages/page-store.ts";
import type { BlobLimits } from "./blob-ceilings.ts";
import type { DiskBytesWritten } from "./disk-bytes.ts";
import type { FaultRequest, FaultRule } from "./faults.ts";

export interface ClockState {
  nowMs: number;
  offsetMs: number;
}

export interface CopyState {
  snapshotId: string;
  completionPercent?: number;
  /** Where it stands still; never behind where it is. */
  holdAtPercent?: number;
  /** A held copy fails there when it is released. */
  failAtPercent?: number;
}

export type MadeUpBytes = PageRange & { pattern: Pattern["kind"]; seed?: number };

export interface CopyFailure {
  percent?: number;
  error?: { errorCode: string; errorMessage: string };
}

export interface LocalAzureState {
  clock: ClockState & { now: string };
  counts: Record<string, number>;
  runningCopies: CopyState[];
  settings: LocalAzureSettings;
  faults: FaultRule[];
}

export type LocalAzureSettings = ArmOptions & BlobLimits;

const pieceBytes = 2 * 2 ** 20;

export class LocalAzureRefusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "LocalAzureRefusal";
    this.status = status;
    this.code = code;
  }
}

interface Span {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  ms?: number;
}

export class LocalAzureAdmin {
  readonly #base: string;
  readonly #caFile: string;

  constructor({ admin, caFile }: Pick<LocalAzureEndpoints, "admin" | "caFile">) {
    this.#base = admin;
    this.#caFile = caFile;
  }

  state = (): Promise<LocalAzureState> => this.#call("GET", "");

  readonly clock = {
    /** Forward only. */
    advance: (span: Span): Promise<ClockState> => this.#call("POST", "/clock", { advanceMs: toMs(span) }),
    now: async (): Promise<Date> => new Date((await this.state()).clock.nowMs),
  };

  /** Of CopyStart, and the background copies of Premium SSD v2 and Ultra snapshots. */
  readonly copies = {
    running: async () => (await this.state()).runningCopies,
    /** Stands still at percent until released. */
    hold: (snapshotId: string, percent = 0): Promise<CopyState> => this.#call("POST", "/copies", { snapshotId, action: "hold", percent }),
    release: (snapshotId: string): Promise<CopyState> => this.#call("POST", "/copies", { snapshotId, action: "release" }),
    /** Fails when it gets to percent. */
    fail: (snapshotId: string, failure: CopyFailure = {}): Promise<CopyState> =>
      this.#call("POST", "/copies", { snapshotId, action: "fail", ...failure }),
  };

  /** What a machine would do to its disk. Offsets and lengths are multiples of 512; each call answers when it is durable. */
  readonly disks = {
    write: async (diskId: string, offset: number, bytes: Uint8Array): Promise<void> => {
      for (let done = 0; done < bytes.length; done += pieceBytes) {
        const piece = Buffer.from(bytes.subarray(done, done + pieceBytes)).toString("base64");
        await this.#call("POST", "/disks", { diskId, offset: offset + done, bytes: piece });
      }
    },
    /** Costs nothing, however long: the bytes are made up when they are read. */
    fill: (diskId: string, made: MadeUpBytes): Promise<DiskBytesWritten> => this.#call("POST", "/disks", { diskId, ...made }),
    clear: (diskId: string, range: PageRange): Promise<DiskBytesWritten> => this.#call("POST", "/disks", { diskId, ...range, clear: true }),
  };

  readonly faults = {
    add: (fault: FaultRequest): Promise<FaultRule> => this.#call("POST", "/faults", fault),
    list: async (): Promise<FaultRule[]> => (await this.#call<{ value: FaultRule[] }>("GET", "/faults")).value,
    /** One, or all. What stalls because of it goes on. */
    clear: async (id?: string): Promise<void> => {
      await this.#call("DELETE", id === undefined ? "/faults" : `/faults/${id}`);
    },
  };

  readonly settings = {
    change: (settings: Partial<LocalAzureSettings>): Promise<LocalAzureSettings> => this.#call("POST", "/settings", settings),
  };

  async #call<T>(method: string, path: string, body?: object): Promise<T> {
    const ca = await readFile(this.#caFile);
    const { status, text } = await send(this.#base + path, { method, ca, body: body === undefined ? "" : JSON.stringify(body) });
    const answer: unknown = JSON.parse(text);
    if (status < 300) return answer as T;
    const { error } = answer as { error: { code: string; message: string } };
    throw new LocalAzureRefusal(status, error.code, error.message);
  }
}

function toMs({ days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 }: Span): number {
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + ms;
}

interface Sent {
  method: string;
  ca: Buffer;
  body: string;
}

function send(url: string, { method, ca, body }: Sent): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const call = request(url, { method, ca, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") }));
    });
    call.on("error", reject);
    call.end(body);
  });
}
