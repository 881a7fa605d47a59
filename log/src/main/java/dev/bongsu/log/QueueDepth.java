package dev.bongsu.log;

/**
 * How much waits in a topic for its readers.
 *
 * @param depth records appended and not yet finished, over all partitions
 * @param oldestAgeSeconds how long the oldest of them has waited, 0 where there is none
 * @param inPerSecond appended lately
 * @param outPerSecond finished lately
 */
public record QueueDepth(
    String topic, long depth, double oldestAgeSeconds, double inPerSecond, double outPerSecond) {}
