import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { chainQuery } from "#lib/contract/chains.ts";
import { diskQuery } from "#lib/contract/inventory.ts";
import { sampleChain, sampleDisk, sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { ask, createEstateLab, owner, recordOf } from "./estate-lab.ts";
import { plainList, snapshotQueries, snapshotSets } from "./list-model.ts";

export function estateListsConformance(open: () => Database): void {
  const lab = () => createEstateLab(open().db);

  describe("lists", () => {
    test("are what a plain filter and sort over all rows gives, page by page", async () => {
      await fc.assert(
        fc.asyncProperty(snapshotSets, fc.array(snapshotQueries, { minLength: 4, maxLength: 8 }), async (snapshots, asks) => {
          const estate = lab();
          for (const [i, one] of snapshots.entries()) if (i % 3 === 1) await estate.measurements.put(recordOf(one, null, i * 512));
          await estate.read(owner, { snapshots });
          const all = await estate.estate.snapshots.rows(owner, ask());
          expect(all).toHaveLength(snapshots.length);
          for (const query of asks) {
            const expected = plainList(all, query).map((row) => row.id);
            const shown: string[] = [];
            let cursor: string | undefined;
            do {
              const page = await estate.estate.snapshots.page(owner, { ...query, cursor });
              expect([page.total, page.totalUnfiltered]).toEqual([expected.length, all.length]);
              shown.push(...page.items.map((row) => row.id));
              cursor = page.nextCursor;
            } while (cursor);
            expect(shown).toEqual(expected);
          }
        }),
        { numRuns: 12 },
      );
    });

    test("lose and repeat no row when others come and go between two pages", async () => {
      for (const order of ["asc", "desc"] as const) {
        const estate = lab();
        const chain = sampleChain(12);
        await estate.read(owner, { snapshots: chain.slice(2, 10) });
        const first = await estate.estate.snapshots.page(owner, ask({ limit: 3, order }));
        const shown = new Set(first.items.map((row) => row.name));
        const last = first.items.at(-1)?.name;
        // All that was shown goes but the last; at both ends new ones have come.
        const left = chain.filter(({ name }) => !shown.has(name) || name === last);
        await estate.read(owner, { snapshots: left });
        const rest = await estate.estate.snapshots.page(owner, ask({ limit: 100, order, cursor: first.nextCursor }));
        const between = chain
          .slice(2, 10)
          .map(({ name }) => name)
          .filter((name) => !shown.has(name));
        const next = rest.items.map((row) => row.name);
        expect(next.filter((name) => between.includes(name))).toEqual(order === "asc" ? between : between.toReversed());
        expect(next.some((name) => shown.has(name))).toBe(false);
      }
    });

    test("go on as far as they were when the last row of a page is gone", async () => {
      const estate = lab();
      await estate.read(owner, { snapshots: sampleChain(6) });
      const page = await estate.estate.snapshots.page(owner, ask({ limit: 3, order: "asc" }));
      await estate.read(owner, { snapshots: sampleChain(6).filter(({ name }) => name !== "s3") });
      const rest = await estate.estate.snapshots.page(owner, ask({ limit: 3, order: "asc", cursor: page.nextCursor }));
      expect(rest.items.map((row) => row.name)).toEqual(["s5", "s6"]);
    });

    test("of chains and disks page in their order and search without regard to case", async () => {
      const estate = lab();
      const disks = ["b", "A", "c"].map((name) => sampleDisk({ name, tags: { Owner: `Team-${name}` } }));
      const snapshots = disks.flatMap((disk, i) =>
        Array.from({ length: i + 1 }, (_, n) =>
          sampleSnapshot({ name: `${disk.name}${n}`, sourceResourceId: disk.id, sourceUniqueId: disk.uniqueId }),
        ),
      );
      await estate.read(owner, { snapshots, disks });
      const { chains, disks: port } = estate.estate;
      expect((await port.rows(owner, diskQuery.parse({}))).map((row) => row.name)).toEqual(["A", "b", "c"]);
      expect((await port.rows(owner, diskQuery.parse({ q: "TEAM-B" }))).map((row) => row.name)).toEqual(["b"]);
      const page = await chains.page(owner, chainQuery.parse({ sort: "snapshots", order: "desc", limit: 2 }));
      const rest = await chains.page(owner, chainQuery.parse({ sort: "snapshots", order: "desc", limit: 2, cursor: page.nextCursor }));
      expect([...page.items, ...rest.items].map((row) => [row.sourceDiskName, row.snapshotCount])).toEqual([
        ["c", 3],
        ["A", 2],
        ["b", 1],
      ]);
    });
  });
}
