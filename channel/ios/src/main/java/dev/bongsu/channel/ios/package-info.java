/**
 * Sends one rendered message to one Apple device over HTTP/2 and says what became of it. Nothing
 * outside this package knows a reason of the push service; they leave here as {@link
 * dev.bongsu.kernel.Outcome}s.
 */
@NullMarked
package dev.bongsu.channel.ios;

import org.jspecify.annotations.NullMarked;
