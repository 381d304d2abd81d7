// A word of the domain stands in the domain only: the contract takes its unions over instead of spelling them again.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const lib = dirname(dirname(fileURLToPath(import.meta.url)));
/** Words of operations follow from the kinds of operation. */
const ELSEWHERE = ["operations.ts", "plans.ts"];

test("no union of the domain is spelled again in the contract", () => {
  const known = new Map(textsOf("domain").flatMap(([, text]) => lists(text, /export const (\w+) = \[([^\]]*)\] as const/g)));
  expect(known.size).toBeGreaterThan(10);
  const copies = textsOf("contract")
    .filter(([name]) => !ELSEWHERE.includes(name))
    .flatMap(([name, text]) =>
      lists(text, /z\.(enum)\(\[([^\]]*)\]\)/g)
        .flatMap(([words]) => known.get(words) ?? [])
        .map((union) => `${name}: ${union}`),
    );
  expect(copies).toEqual([]);
});

/** By the words in alphabetical order: the name before them. */
function lists(text: string, pattern: RegExp): [words: string, name: string][] {
  return [...text.matchAll(pattern)].map(([, name = "", body = ""]) => [
    [...body.matchAll(/"([^"]+)"/g)]
      .map(([, word]) => word)
      .toSorted()
      .join(" "),
    name,
  ]);
}

function textsOf(folder: string): [name: string, text: string][] {
  return readdirSync(join(lib, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), "utf8")]);
}
