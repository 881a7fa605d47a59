/**
 * Has one rendered message spoken to one phone number through Twilio, and says what became of the
 * call; hears keys that are pressed. It decides nothing about retries, and answers leave as {@link
 * dev.bongsu.kernel.Outcome}s.
 */
@NullMarked
package dev.bongsu.channel.voice;

import org.jspecify.annotations.NullMarked;
