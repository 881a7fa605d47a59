package dev.bongsu.log;

import java.nio.charset.StandardCharsets;

/** Which partition a key belongs to: the same in every process, whatever log it opened. */
final class Partitioning {
  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private Partitioning() {}

  static int partitionOf(String key, int partitions) {
    int hash = FNV_OFFSET; // FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/
    for (byte one : key.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (one & 0xff)) * FNV_PRIME;
    }
    // The low bits of FNV alone are uneven for short keys that differ in one place.
    hash ^= hash >>> 16;
    return Math.floorMod(hash, partitions);
  }
}
