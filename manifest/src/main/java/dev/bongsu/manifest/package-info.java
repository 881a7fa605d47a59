/**
 * What a service should hold, as files that people read, compare and keep in version control: reads
 * and writes them, shows what they would change, and makes it so through the HTTP contract. It
 * knows nothing of what the service is made of.
 */
@NullMarked
package dev.bongsu.manifest;

import org.jspecify.annotations.NullMarked;
