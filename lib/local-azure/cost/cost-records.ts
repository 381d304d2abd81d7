// What the money side remembers: reports asked for, exports, their runs, and the key that signs links. One small JSON
// file, replaced as a whole. Files themselves are made anew from the meter where they are missing, so none of them
// is lost that a record speaks of.

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile, sealedJson } from "../state/json-file.ts";
import { writeFileAtomically } from "../state/write-file-atomically.ts";
import type { ExportDefinition, ExportRun } from "./exports/export-definition.ts";

export interface ReportRecord {
  operationId: string;
  subscriptionId: string;
  /** As sent, for the manifest. */
  requestBody: unknown;
  /** Starts of UTC days, half-open. */
  fromMs: number;
  toMs: number;
  createdAtMs: number;
}

export interface CostState {
  /** Base64. */
  signingKey: string;
  reports: ReportRecord[];
  exports: ExportDefinition[];
  runs: ExportRun[];
}

export interface CostRecords {
  readonly state: CostState;
  /** Resolves when all changes up to now are durable. */
  save(): Promise<void>;
}

export function createMemoryRecords(): CostRecords {
  return { state: emptyState(), save: async () => {} };
}

export function openCostRecords(dir: string): CostRecords {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, "cost.json");
  const state = readJsonFile<CostState>(path) ?? emptyState();
  let saving: Promise<void> = Promise.resolve();
  return {
    state,
    save() {
      saving = saving.catch(() => {}).then(() => writeFileAtomically(path, sealedJson(state)));
      return saving;
    },
  };
}

function emptyState(): CostState {
  return { signingKey: randomBytes(32).toString("base64"), reports: [], exports: [], runs: [] };
}
