// How the parts of Local Azure lean on each other (README.md, "How it is built"). Reads the import lines of the folder.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const root = import.meta.dirname;
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const targets = new Map(files.map((file) => [file, targetsOf(file)]));

function targetsOf(file: string): string[] {
  const lines = readFileSync(join(root, file), "utf8").matchAll(/^(?:import|export)\b[^"';]*\bfrom "(\.[^"]+)"/gm);
  return [...lines].map(([, specifier = ""]) => relative(root, join(root, dirname(file), specifier)));
}

const isTest = (file: string) => /\.(test|bench)\.ts$/.test(file) || /^(testing|bench|blob\/azurite)\//.test(file);

/** What files of a folder import that the folder may not know. */
function wrongArrows(folder: string, mayKnow: RegExp): string[] {
  const inFolder = files.filter((file) => file.startsWith(folder) && !isTest(file));
  return inFolder.flatMap((file) => (targets.get(file) ?? []).filter((to) => !mayKnow.test(to)).map((to) => `${file} -> ${to}`));
}

test("no file imports itself by way of others, not even its types", () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
    if (done.has(file) || path.includes(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

test("bytes know no records", () => expect(wrongArrows("pages/", /^pages\//)).toEqual([]));

test("records know bytes and the clock, no rules", () =>
  expect(wrongArrows("model/records/", /^(model\/records|pages)\/|^clock\.ts$/)).toEqual([]));

test("rules know records, not who calls them", () =>
  expect(wrongArrows("model/rules/", /^(model\/(rules|records)|pages)\/|^(clock|errors|ids)\.ts$/)).toEqual([]));

test("the router knows no call by name: routes come to it", () =>
  expect(targets.get("arm/router.ts")?.filter((to) => /^(cost|graph)\/|\/?routes\.ts$/.test(to))).toEqual([]));

test("what tests stand on is for tests", () =>
  expect(files.filter((file) => !isTest(file)).flatMap((file) => (targets.get(file) ?? []).filter(isTest))).toEqual([]));

test("no path is deeper than six segments of the repository", () => expect(files.filter((file) => file.split("/").length > 4)).toEqual([]));
