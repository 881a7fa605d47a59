/**
 * The database: an embedded PostgreSQL server for whoever has none, the pool, migrations, binary
 * COPY, batches, daily partitions and search. It holds no domain word and no table of its own:
 * tables belong to the rooms, which bring their migrations under {@code db/<room>}.
 */
@NullMarked
package dev.bongsu.store;

import org.jspecify.annotations.NullMarked;
