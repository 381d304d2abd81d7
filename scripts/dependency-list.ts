// The packages of package-lock.json, what is wrong with them, and the page that lists them. The lockfile names the licence
// of those for other platforms too, so the page is the same wherever it is made.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ALLOWED_LICENCES, INSTALL_SCRIPTS, LICENCE_EXCEPTIONS, WHY } from "./dependency-policy.ts";

export interface Dependency {
  /** Its place in the tree, `node_modules/…`. */
  path: string;
  name: string;
  version: string;
  licence: string;
  /** Not installed by `npm start`. */
  isForTestsOnly: boolean;
  /** Where package.json asks for it itself; else it comes with another one. */
  askedForBy: "production" | "tests" | undefined;
  hasInstallScript: boolean;
  integrity: string | undefined;
  resolved: string | undefined;
}

interface LockEntry {
  name?: string;
  version: string;
  license?: string;
  integrity?: string;
  resolved?: string;
  dev?: boolean;
  hasInstallScript?: boolean;
}

export function readDependencies(root: string): Dependency[] {
  const read = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8"));
  const { packages } = read("package-lock.json") as { packages: Record<string, LockEntry> };
  const { dependencies, optionalDependencies, devDependencies } = read("package.json");
  const production = { ...dependencies, ...optionalDependencies };
  return Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, entry]) => ({
      path,
      name: entry.name ?? nameOf(path),
      version: entry.version,
      licence: entry.license ?? "none named",
      isForTestsOnly: entry.dev === true,
      askedForBy: isIn(production, path) ? "production" : isIn(devDependencies, path) ? "tests" : undefined,
      hasInstallScript: entry.hasInstallScript === true,
      integrity: entry.integrity,
      resolved: entry.resolved,
    }));
}

function isIn(asked: object, path: string): boolean {
  return path === `node_modules/${nameOf(path)}` && nameOf(path) in asked;
}

/** Everything the policy does not allow, a sentence each. */
export function findFaults(dependencies: readonly Dependency[]): string[] {
  const withScript = new Set(dependencies.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name));
  const direct = new Set(dependencies.filter(({ askedForBy }) => askedForBy).map(({ name }) => name));
  return [
    ...dependencies
      .filter((one) => !isPermissive(one.licence) && !exceptionFor(one))
      .map(({ name, version, licence }) => `${name} ${version} has the licence ${licence}, which is not allowed.`),
    ...LICENCE_EXCEPTIONS.filter((exception) => !dependencies.some((one) => exceptionFor(one) === exception)).map(
      ({ names, licence }) => `Nothing needs the exception of ${names} (${licence}) any more.`,
    ),
    ...dependencies
      .filter(({ integrity }) => !integrity?.startsWith("sha512-"))
      .map(({ name, version }) => `${name} ${version} has no SHA-512 in package-lock.json.`),
    ...dependencies
      .filter(({ resolved }) => resolved !== undefined)
      .map(({ name, version }) => `${name} ${version} is bound to one address in package-lock.json.`),
    ...[...withScript].filter((name) => !(name in INSTALL_SCRIPTS)).map((name) => `${name} has an install script that nobody looked at.`),
    ...Object.keys(INSTALL_SCRIPTS)
      .filter((name) => !withScript.has(name))
      .map((name) => `${name} has no install script any more.`),
    ...[...direct].filter((name) => !(name in WHY)).map((name) => `Nothing says why ${name} is there.`),
    ...Object.keys(WHY)
      .filter((name) => !direct.has(name))
      .map((name) => `${name} is asked for no more.`),
  ];
}

/** SPDX as packages write it: OR is a choice, AND is not; the one bracket there may be is around the whole. */
function isPermissive(licence: string): boolean {
  return licence
    .replace(/^\((.*)\)$/, "$1")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((part) => ALLOWED_LICENCES.has(part)));
}

function exceptionFor({ name, licence }: Dependency) {
  return LICENCE_EXCEPTIONS.find(
    (exception) =>
      exception.licence === licence &&
      (exception.names.endsWith("*") ? name.startsWith(exception.names.slice(0, -1)) : name === exception.names),
  );
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

export function toPage(dependencies: readonly Dependency[]): string {
  const askedFor = (by: Dependency["askedForBy"]) => dependencies.filter(({ askedForBy }) => askedForBy === by);
  // What tests ask for and production brings along anyway is in both of its tables.
  const others = dependencies.filter((one) => one.askedForBy === undefined || (one.askedForBy === "tests" && !one.isForTestsOnly));
  return [
    "# Dependencies",
    "Made by `npm run dependencies` from `package-lock.json`; it fails on a licence, an install script or a package that",
    "`scripts/dependency-policy.ts` does not know. `npm start` installs the first two tables (of the packages for a platform",
    "only those for its own), `npm test` all.",
    "",
    "## Asked for",
    ...toTable(["package", "version", "licence", "why"], askedFor("production").map(withReason)),
    "",
    "## What these need",
    ...toTable(["package", "version", "licence"], others.filter(({ isForTestsOnly }) => !isForTestsOnly).map(plain)),
    "",
    "## Asked for by tests",
    ...toTable(["package", "version", "licence", "why"], askedFor("tests").map(withReason)),
    "",
    "## What these need, for tests only",
    ...toTable(["package", "version", "licence"], others.filter(({ isForTestsOnly }) => isForTestsOnly).map(plain)),
    "",
    "## Licences that are not permissive",
    ...toTable(
      ["package", "licence", "why it may stay"],
      LICENCE_EXCEPTIONS.map(({ names, licence, because }) => [`\`${names}\``, licence, because]),
    ),
    "",
    "## Install scripts, none of which is run",
    ...toTable(["package", "why it works without"], Object.entries(INSTALL_SCRIPTS)),
    "",
  ].join("\n");
}

const plain = ({ name, version, licence }: Dependency) => [name, version, licence];
const withReason = (dependency: Dependency) => [...plain(dependency), WHY[dependency.name] ?? ""];

/** In the order of names; one version that is in several places is one line. */
function toTable(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = new Set(rows.map((row) => `| ${row.join(" | ")} |`));
  return [`| ${heads.join(" | ")} |`, `|${heads.map(() => "---").join("|")}|`, ...[...lines].sort()];
}
