import { expect, test } from "vitest";
import { sourcesOf } from "./operation-sources.ts";

test.each<[string, Record<string, unknown>, string[]]>([
  ["a copy or a restore", { kind: "restore", snapshotId: "/a" }, ["/a"]],
  ["copies of several", { kind: "copy-chain", snapshots: [{ snapshotId: "/a", targetName: "a" }, { snapshotId: "/b" }] }, ["/a", "/b"]],
  ["a new snapshot", { kind: "take-snapshot", disks: [{ diskId: "/d", name: "n" }] }, ["/d"]],
  ["a delete, which reads nothing", { kind: "delete", snapshots: [{ id: "/a", uniqueId: "u" }] }, []],
  ["a measurement", { kind: "measure", chainIds: ["c"] }, []],
  ["another version's, as far as it is understood", { snapshotId: "/a", snapshots: 7, disks: [{ diskId: 7 }] }, ["/a"]],
])("the sources of %s", (_what, payload, sources) => expect(sourcesOf(payload)).toEqual(sources));
