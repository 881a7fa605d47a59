/**
 * The words everything else is said in: identifiers, channels, priorities, outcomes and the reasons
 * for them. It does no input or output, knows no room, and depends on nothing but JSpecify.
 */
@NullMarked
package dev.bongsu.kernel;

import org.jspecify.annotations.NullMarked;
