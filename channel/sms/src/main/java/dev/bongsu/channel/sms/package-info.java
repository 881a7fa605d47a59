/**
 * Sends one rendered message to one phone number, over SMPP 3.4 or through Twilio, and says what
 * became of it; hears receipts and those who want no more. It decides nothing about retries.
 * Nothing outside knows a word of either protocol: answers leave as {@link
 * dev.bongsu.kernel.Outcome}s.
 */
@NullMarked
package dev.bongsu.channel.sms;

import org.jspecify.annotations.NullMarked;
