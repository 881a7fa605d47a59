/**
 * Strict JSON (RFC 8259) to plain values and back, and a reader of objects that collects every
 * fault instead of stopping at the first. It refuses what the standard leaves to chance: duplicate
 * names, invalid UTF-8, lone surrogates, text after the value, nesting deeper than 64. And what
 * push messages look like as JSON, for the room that writes them and the rooms that send them.
 */
@NullMarked
package dev.bongsu.json;

import org.jspecify.annotations.NullMarked;
