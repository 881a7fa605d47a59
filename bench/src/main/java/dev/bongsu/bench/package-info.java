/**
 * How fast Bongsu is, measured from outside over the HTTP contract and real protocols: rates,
 * latencies and the CPU that every process involved spent. It measures and judges nothing; it knows
 * the contract alone, but for rendering, which is measured by itself.
 */
@NullMarked
package dev.bongsu.bench;

import org.jspecify.annotations.NullMarked;
