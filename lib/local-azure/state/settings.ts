// What a data directory remembers besides its records: ports, seed, and how far the clock was moved.

import { join } from "node:path";
import { readJsonFile, sealedJson } from "./json-file.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

export interface Settings {
  armPort: number;
  blobPort: number;
  seed?: string;
  clockOffsetMs: number;
}

export function loadSettings(dataDir: string): Settings {
  return { armPort: 0, blobPort: 0, clockOffsetMs: 0, ...readJsonFile<Settings>(pathIn(dataDir)) };
}

export async function saveSettings(dataDir: string, settings: Settings): Promise<void> {
  await writeFileAtomically(pathIn(dataDir), sealedJson(settings, { isPretty: true }), 0o644);
}

function pathIn(dataDir: string): string {
  return join(dataDir, "settings.json");
}
