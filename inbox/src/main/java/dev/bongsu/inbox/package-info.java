/**
 * What a recipient pulls and streams: everything addressed to them in-app, and whatever another
 * channel could not deliver. It keeps one order per recipient in which nothing ever appears behind
 * a cursor. It renders nothing and sends nothing.
 */
@NullMarked
package dev.bongsu.inbox;

import org.jspecify.annotations.NullMarked;
