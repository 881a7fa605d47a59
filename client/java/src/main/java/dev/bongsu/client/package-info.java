/**
 * The Java client of the HTTP contract: calls, answers and problems as plain values. It knows the
 * contract alone, nothing of the service's inside, and never retries on its own.
 */
@NullMarked
package dev.bongsu.client;

import org.jspecify.annotations.NullMarked;
