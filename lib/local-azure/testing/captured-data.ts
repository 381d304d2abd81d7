// What was captured of the real Azure: it lies beside the repository, or is absent.

import { fileURLToPath } from "node:url";

/** path: below the folder of all of it. */
export function capturedData(path: string): string {
  return fileURLToPath(new URL(`../../../../shared/data/${path}`, import.meta.url));
}
