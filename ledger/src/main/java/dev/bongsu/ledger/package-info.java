/**
 * What became of each notification and of each of its deliveries. It copies the outcomes from the
 * log into the database exactly once and answers from there; rows are only ever added, and the
 * state is what they amount to. It sends nothing and decides nothing about sending.
 */
@NullMarked
package dev.bongsu.ledger;

import org.jspecify.annotations.NullMarked;
