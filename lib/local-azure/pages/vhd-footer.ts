// The footer of a fixed VHD: the last 512 bytes of every exported disk, big-endian
// (Virtual Hard Disk Image Format Specification, "Hard Disk Footer Format").

import { createHash } from "node:crypto";

export const vhdFooterBytes = 512;

export const vhdCookie = "conectix";

const sectorBytes = 512;
const fixedDisk = 2;

const epochMs = Date.UTC(2000, 0, 1);

/** The same for the same disk, size and time, so that snapshots of one family agree on it. */
export function makeVhdFooter(diskSizeBytes: number, identity: string, createdMs = epochMs): Buffer {
  const footer = Buffer.alloc(vhdFooterBytes);
  footer.write(vhdCookie, 0, "latin1");
  footer.writeUInt32BE(2, 8);
  footer.writeUInt32BE(0x00010000, 12);
  footer.fill(0xff, 16, 24);
  footer.writeUInt32BE(Math.max(0, Math.floor((createdMs - epochMs) / 1000)), 24);
  footer.write("wa\0\0", 28, "latin1");
  footer.writeUInt32BE(0x00070000, 32);
  footer.write("Wi2k", 36, "latin1");
  footer.writeBigUInt64BE(BigInt(diskSizeBytes), 40);
  footer.writeBigUInt64BE(BigInt(diskSizeBytes), 48);
  const { cylinders, heads, sectorsPerTrack } = geometryOf(diskSizeBytes);
  footer.writeUInt16BE(cylinders, 56);
  footer.writeUInt8(heads, 58);
  footer.writeUInt8(sectorsPerTrack, 59);
  footer.writeUInt32BE(fixedDisk, 60);
  createHash("sha256").update(identity).digest().copy(footer, 68, 0, 16);
  footer.writeUInt32BE(checksumOf(footer), 64);
  return footer;
}

/** What a disk made from these last 512 bytes would have to say for itself: undefined when it is a fixed VHD. */
export function vhdFooterProblem(footer: Uint8Array, diskSizeBytes: number): string | undefined {
  const bytes = Buffer.from(footer.buffer, footer.byteOffset, footer.length);
  if (bytes.length !== vhdFooterBytes || bytes.toString("latin1", 0, 8) !== vhdCookie) {
    return `The specified cookie value in VHD footer indicates that disk is not a supported VHD. Disk is expected to have cookie value '${vhdCookie}'.`;
  }
  if (bytes.readUInt32BE(64) !== checksumOf(bytes)) return "The checksum of the VHD footer is wrong.";
  if (bytes.readUInt32BE(60) !== fixedDisk) return "Only fixed VHDs are supported.";
  if (bytes.readBigUInt64BE(48) !== BigInt(diskSizeBytes)) {
    return `The VHD footer says ${bytes.readBigUInt64BE(48)} bytes, the disk has ${diskSizeBytes}.`;
  }
  return undefined;
}

/** One's complement of the sum of all bytes but those of the checksum itself. */
function checksumOf(footer: Uint8Array): number {
  let sum = 0;
  for (const [index, byte] of footer.entries()) if (index < 64 || index >= 68) sum += byte;
  return 2 ** 32 - 1 - sum;
}

interface Geometry {
  cylinders: number;
  heads: number;
  sectorsPerTrack: number;
}

/** Readers take it to say nothing, and go by the size. */
const largest: Geometry = { cylinders: 65_535, heads: 16, sectorsPerTrack: 255 };

/**
 * Azure's is the specification's, which cuts off what is not a whole cylinder; qemu-img believes it of every creator it
 * does not know (of Azure's before QEMU 10), and loses the end of the disk. So one that fits is looked for first.
 */
function geometryOf(diskSizeBytes: number): Geometry {
  const sectors = Math.floor(diskSizeBytes / sectorBytes);
  if (sectors >= sectorsIn(largest)) return largest;
  const usual = usualGeometry(sectors);
  return sectorsIn(usual) === sectors ? usual : (fittingGeometry(sectors) ?? usual);
}

function sectorsIn({ cylinders, heads, sectorsPerTrack }: Geometry): number {
  return cylinders * heads * sectorsPerTrack;
}

/** Of the fewest heads, but not fewer than usual. */
function fittingGeometry(sectors: number): Geometry | undefined {
  for (let heads = largest.heads; heads <= 255; heads++) {
    if (sectors % heads !== 0) continue;
    const tracks = sectors / heads;
    for (let sectorsPerTrack = 255; tracks / sectorsPerTrack <= largest.cylinders; sectorsPerTrack--) {
      if (tracks % sectorsPerTrack === 0) return { cylinders: tracks / sectorsPerTrack, heads, sectorsPerTrack };
    }
  }
  return undefined;
}

/** The specification's calculation, below its largest. */
function usualGeometry(sectors: number): Geometry {
  if (sectors >= 65_535 * 16 * 63) return geometry(sectors, 255, 16);
  const small = Math.max(4, Math.ceil(Math.floor(sectors / 17) / 1024));
  if (Math.floor(sectors / 17) < small * 1024 && small <= 16) return geometry(sectors, 17, small);
  if (Math.floor(sectors / 31) < 16 * 1024) return geometry(sectors, 31, 16);
  return geometry(sectors, 63, 16);
}

function geometry(sectors: number, sectorsPerTrack: number, heads: number): Geometry {
  return { cylinders: Math.floor(Math.floor(sectors / sectorsPerTrack) / heads), heads, sectorsPerTrack };
}
