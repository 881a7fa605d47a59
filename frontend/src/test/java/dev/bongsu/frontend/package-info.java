/** Tests of the HTTP contract against a real server and real rooms. */
@NullMarked
package dev.bongsu.frontend;

import org.jspecify.annotations.NullMarked;
