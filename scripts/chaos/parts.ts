import type { Part } from "./part.ts";

/** In the order in which they run; what only one needs is loaded with it. */
export const chaosParts: Record<string, () => Promise<Part>> = {
  kills: async () => (await import("./kills.ts")).kills,
  faults: async () => (await import("./faults.ts")).faults,
  "bit-rot": async () => (await import("./bit-rot.ts")).bitRot,
  stopped: async () => (await import("./stopped.ts")).stopped,
};
