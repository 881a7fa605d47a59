/**
 * Hands one rendered message to one mailbox, over SMTP (RFC 5321) to a relay or over the API of
 * Amazon SES, says what became of it, and understands what comes back of it later. It looks up no
 * mail exchangers and keeps no queue: that is the relay's work. Nothing outside this package knows
 * a reply code; they leave here as {@link dev.bongsu.kernel.Outcome}s and {@link
 * dev.bongsu.channel.spi.Receipt}s.
 */
@NullMarked
package dev.bongsu.channel.email;

import org.jspecify.annotations.NullMarked;
