/**
 * The provider simulator: servers that speak the providers' real protocols as strictly as they do,
 * keep what they were given for a while, and misbehave on request. It knows no channel's code and
 * no table: which notification a message belongs to is asked of whoever runs it.
 */
@NullMarked
package dev.bongsu.sandbox;

import org.jspecify.annotations.NullMarked;
