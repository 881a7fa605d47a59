/**
 * The event log: its topics, the records that stand in them, writing with acknowledgement, reading
 * by priority with a bound on what is in flight, and a broker inside the process for whoever has
 * none. Nothing outside this package knows a Kafka word, and nothing inside knows what a record
 * means.
 */
@NullMarked
package dev.bongsu.log;

import org.jspecify.annotations.NullMarked;
