/**
 * Sends one rendered message to one Android device through Firebase Cloud Messaging's HTTP v1
 * interface and says what became of it. Nothing outside this package knows its error codes; they
 * leave here as {@link dev.bongsu.kernel.Outcome}s.
 */
@NullMarked
package dev.bongsu.channel.android;

import org.jspecify.annotations.NullMarked;
