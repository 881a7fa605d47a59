/**
 * Sends one rendered message to one browser by Web Push (RFC 8030, RFC 8291, RFC 8292) and says
 * what became of it. Addresses come from outside, so it calls nothing that an address names before
 * it knows that this is a public push service. It decides nothing about retries.
 */
@NullMarked
package dev.bongsu.channel.browser;

import org.jspecify.annotations.NullMarked;
