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
  expect([footer.readUInt16BE(56), footer.readUInt8(58), footer.readUInt8(59)]).toEqual([65278, 16, 255]);
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
