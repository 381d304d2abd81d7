// The footer of a fixed VHD: the last 512 bytes of every exported disk, big-endian
// (Virtual Hard Disk Image Format Specification, "Hard Disk Footer Format").

import { createHash } from "node:crypto";

export const vhdFooterBytes = 512;

export const vhdCookie = "conectix";

const sectorBytes = 512;
const fixedDisk = 2;

/** The same for the same disk and size, so that snapshots of one family agree on it. */
export function makeVhdFooter(diskSizeBytes: number, identity: string): Buffer {
  const footer = Buffer.alloc(vhdFooterBytes);
  footer.write(vhdCookie, 0, "latin1");
  footer.writeUInt32BE(2, 8);
  footer.writeUInt32BE(0x00010000, 12);
  footer.fill(0xff, 16, 24);
  footer.write("wa  ", 28, "latin1");
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

/** The specification's CHS calculation; what it cannot express stays at its maximum. */
function geometryOf(diskSizeBytes: number): { cylinders: number; heads: number; sectorsPerTrack: number } {
  const totalSectors = Math.min(Math.floor(diskSizeBytes / sectorBytes), 65535 * 16 * 255);
  if (totalSectors >= 65535 * 16 * 63) return geometry(totalSectors, 255, 16);
  const small = Math.max(4, Math.ceil(Math.floor(totalSectors / 17) / 1024));
  if (Math.floor(totalSectors / 17) < small * 1024 && small <= 16) return geometry(totalSectors, 17, small);
  if (Math.floor(totalSectors / 31) < 16 * 1024) return geometry(totalSectors, 31, 16);
  return geometry(totalSectors, 63, 16);
}

function geometry(totalSectors: number, sectorsPerTrack: number, heads: number) {
  return { cylinders: Math.floor(Math.floor(totalSectors / sectorsPerTrack) / heads), heads, sectorsPerTrack };
}
