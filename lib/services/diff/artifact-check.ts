// Whether an artifact is the one that its record tells of, before it goes out as it lies there: a server may have stopped
// between the two. That it is whole the store tells at each ask; this is looked at once for each time that it was written.
import { createHash } from "node:crypto";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { MeasuredArtifact } from "#lib/services/ports/measurements.ts";

/** What is no longer in mind is read once more. */
const MAX_KNOWN = 10_000;

export type ArtifactCheck = (key: string, written: Pick<MeasuredArtifact, "sizeBytes" | "sha256">) => Promise<boolean>;

export function createArtifactCheck(artifacts: ArtifactStore): ArtifactCheck {
  const known = new Map<string, string>();
  return async (key, written) => {
    const facts = await artifacts.find(key);
    if (facts?.sizeBytes !== written.sizeBytes) return false;
    const seen = `${facts.version} ${written.sha256}`;
    if (known.get(key) === seen) return true;
    if ((await hashOf(artifacts.read(key))) !== written.sha256) return false;
    known.set(key, seen);
    for (const oldest of known.keys()) {
      if (known.size <= MAX_KNOWN) break;
      known.delete(oldest);
    }
    return true;
  };
}

export async function hashOf(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}
