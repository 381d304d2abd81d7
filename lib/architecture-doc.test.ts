// docs/architecture.md draws the layers and the tree; what it draws is what there is.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const doc = readFileSync(join(root, "docs/architecture.md"), "utf8");
const files = ["app", "components", "lib"].flatMap((folder) =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name))),
);
const sources = files.filter((file) => !/\.(test|bench|conformance)\.tsx?$/.test(file) && !file.includes("/testing/"));

/** The first code block after a heading, without its fences. */
function blockAfter(heading: string): string[] {
  const block = doc.split(`${heading}\n`)[1]?.split("```")[1];
  if (block === undefined) throw new Error(`no block under ${heading}`);
  return block.split("\n").filter(Boolean);
}

describe("The drawing in docs/architecture.md", () => {
  const rows = [...doc.matchAll(/^\| `([^`]+)`(?: \(pages\))? \| ((?:`(?:app|components|lib)[^|]*)) \|$/gm)];
  const drawn = new Map(
    rows.map(([, from = "", to = ""]) => [from, [...to.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name).toSorted()]),
  );
  const layers = [...new Set([...drawn.keys(), ...[...drawn.values()].flat()])].toSorted((a, b) => b.length - a.length);
  const layerOf = (path: string) => layers.find((layer) => path.startsWith(`${layer}/`));

  test("names every layer there is", () => {
    expect(drawn.size).toBeGreaterThan(8);
    expect(sources.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });

  test("has an arrow for every import between layers, and none besides", () => {
    const found = new Map<string, Set<string>>();
    for (const file of sources) {
      for (const [, specifier = ""] of readFileSync(join(root, file), "utf8").matchAll(/(?:from |import\()\s*"([^"]+)"/g)) {
        const target = specifier.startsWith("#") ? specifier.slice(1) : relative(root, resolve(root, dirname(file), specifier));
        const [from, to] = [layerOf(file), layerOf(target)];
        if (from && to && from !== to && !file.startsWith("lib/local-azure/")) found.set(from, (found.get(from) ?? new Set()).add(to));
      }
    }
    const arrows = (of: Iterable<[string, Iterable<string>]>) => [...of].flatMap(([from, to]) => [...to].map((one) => `${from} -> ${one}`));
    expect(arrows(found).toSorted()).toEqual(arrows(drawn).toSorted());
  });
});

describe("The tree in docs/architecture.md", () => {
  const path: string[] = [];
  const drawn = blockAfter("## The tree").flatMap((line) => {
    const depth = (/^ */.exec(line)?.[0].length ?? 0) / 2;
    // Names come first, a remark after wide space; a line may name several without one.
    const text = line.trim();
    const names = /^\S+(?: {2}\S+)+$/.test(text) && !/ {3}/.test(text) ? text.split("  ") : [text.split(/ {2,}/)[0] ?? ""];
    return names.map((name) => {
      path.splice(depth);
      path.push(name);
      return path.join("/");
    });
  });

  test("has every room of the code, and none besides", () => {
    // Pages, routes and Local Azure are drawn as one room each.
    const room = (file: string) => /^(app\/\(dashboard\)|app\/api|lib\/local-azure)(?=\/)/.exec(file)?.[0] ?? dirname(file);
    const rooms = new Set(sources.map(room));
    for (const one of [...rooms]) for (let up = dirname(one); up !== "."; up = dirname(up)) rooms.add(up);
    expect(drawn.toSorted()).toEqual([...rooms].toSorted());
  });
});

test("No page for readers was committed in the middle of a merge", () => {
  const pages = [
    "README.md",
    "lib/local-azure/README.md",
    ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((file) => `docs/${file}`),
  ];
  const torn = pages.filter((file) => file.endsWith(".md") && /^(?:<{7}|>{7}) /m.test(readFileSync(join(root, file), "utf8")));
  expect(torn).toEqual([]);
});
