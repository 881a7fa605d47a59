/** Tests of what the composition root itself does. */
@NullMarked
package dev.bongsu.app;

import org.jspecify.annotations.NullMarked;
