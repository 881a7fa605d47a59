/**
 * Hands rendered messages to the inbox, in batches. It does not know what an inbox is made of: it
 * sees the one method of {@link dev.bongsu.channel.inapp.InboxSink}.
 */
@NullMarked
package dev.bongsu.channel.inapp;

import org.jspecify.annotations.NullMarked;
