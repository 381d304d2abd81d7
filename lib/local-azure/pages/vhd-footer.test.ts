import { expect, test } from "vitest";
import { makeVhdFooter, vhdFooterProblem } from "./vhd-footer.ts";

const gib = 2 ** 30;

test("a footer says size, geometry and type as the specification wants them", () => {
  const footer = makeVhdFooter(127 * gib, "disk");
  expect(footer.length).toBe(512);
  expect(footer.readBigUInt64BE(40)).toBe(BigInt(127 * gib));
  expect(footer.readBigUInt64BE(48)).toBe(BigInt(127 * gib));
  expect(footer.readBigUInt64BE(16)).toBe(0xffffffffffffffffn);
  expect(footer.readUInt32BE(60)).toBe(2);
});

test("a footer names Azure as its creator, and when the disk was made", () => {
  const footer = makeVhdFooter(5 * gib, "disk", Date.UTC(2026, 0, 1));
  expect(footer.toString("latin1", 28, 40)).toBe("wa\0\0\0\x07\0\0Wi2k");
  expect(footer.readUInt32BE(24)).toBe((Date.UTC(2026, 0, 1) - Date.UTC(2000, 0, 1)) / 1000);
});

function geometryOf(footer: Buffer): number[] {
  return [footer.readUInt16BE(56), footer.readUInt8(58), footer.readUInt8(59)];
}

const largest = [65535, 16, 255];
const sectorsOf = (geometry: number[]) => geometry.reduce((product, one) => product * one, 1);

test("the geometry has every sector of a disk of whole GiB, or is the largest, which readers take for none", () => {
  for (let sizeGib = 1; sizeGib < 128; sizeGib++) {
    const geometry = geometryOf(makeVhdFooter(sizeGib * gib, "disk"));
    expect([sizeGib, sectorsOf(geometry)]).toEqual([sizeGib, (sizeGib * gib) / 512]);
    expect(geometry).not.toEqual(largest);
  }
  for (const sizeGib of [128, 129, 1024, 32767]) expect(geometryOf(makeVhdFooter(sizeGib * gib, "disk"))).toEqual(largest);
});

test("where no geometry has every sector it is the specification's", () => {
  // A prime number of sectors, of which cylinders alone have too few.
  const geometry = geometryOf(makeVhdFooter(1_000_003 * 512, "disk"));
  expect(geometry).toEqual([992, 16, 63]);
});

test("small and huge disks have geometries inside of the fields", () => {
  for (const sizeBytes of [20 * 2 ** 20, gib, 30 * gib, 32 * 2 ** 40]) {
    const footer = makeVhdFooter(sizeBytes, "disk");
    const sectors = footer.readUInt16BE(56) * footer.readUInt8(58) * footer.readUInt8(59);
    expect(sectors).toBeGreaterThan(0);
    expect(sectors).toBeLessThanOrEqual(sizeBytes / 512);
    expect(vhdFooterProblem(footer, sizeBytes)).toBeUndefined();
  }
});

test("what is not the footer of this fixed disk is told so", () => {
  const footer = makeVhdFooter(gib, "disk");
  expect(vhdFooterProblem(new Uint8Array(512), gib)).toMatch(/conectix/);
  expect(vhdFooterProblem(footer, 2 * gib)).toMatch(/bytes/);
  const damaged = Uint8Array.from(footer);
  damaged[100] = 1;
  expect(vhdFooterProblem(damaged, gib)).toMatch(/checksum/);
});
