/**
 * Hands one rendered message to a mail relay over SMTP (RFC 5321) and says what became of it. It
 * looks up no mail exchangers and keeps no queue: that is the relay's work. Nothing outside this
 * package knows a reply code; they leave here as {@link dev.bongsu.kernel.Outcome}s.
 */
@NullMarked
package dev.bongsu.channel.email;

import org.jspecify.annotations.NullMarked;
