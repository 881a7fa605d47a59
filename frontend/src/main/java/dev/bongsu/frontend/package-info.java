/**
 * The HTTP contract mapped onto the rooms: what a request must look like, who may make it, and how
 * answers and problems are written. It decides nothing that a room could decide, renders nothing,
 * and knows no table and no topic.
 */
@NullMarked
package dev.bongsu.frontend;

import org.jspecify.annotations.NullMarked;
