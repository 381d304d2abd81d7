// What the app's own tests name of the records.
export type { Disk } from "./records/disk.ts";
export type { Snapshot } from "./records/snapshot.ts";
