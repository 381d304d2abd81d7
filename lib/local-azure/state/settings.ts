// What a data directory remembers besides its records: ports, seed, and how far the clock was moved.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "./write-file-atomically.ts";

export interface Settings {
  armPort: number;
  blobPort: number;
  seed?: string;
  clockOffsetMs: number;
}

export async function loadSettings(dataDir: string): Promise<Settings> {
  const none: Settings = { armPort: 0, blobPort: 0, clockOffsetMs: 0 };
  try {
    return { ...none, ...(JSON.parse(await readFile(join(dataDir, "settings.json"), "utf8")) as Partial<Settings>) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return none;
    throw error;
  }
}

export async function saveSettings(dataDir: string, settings: Settings): Promise<void> {
  await writeFileAtomically(join(dataDir, "settings.json"), `${JSON.stringify(settings, null, 2)}\n`, 0o644);
}
