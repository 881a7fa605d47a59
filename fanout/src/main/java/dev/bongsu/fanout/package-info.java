/**
 * From a request to its deliveries: takes notifications into the log and answers repeated requests,
 * records them, finds out whom they are for, and decides for every recipient and channel whether
 * there is a delivery or a reason against one. What a recipient read in one place it clears away in
 * all others. It renders nothing, sends nothing, and knows no provider.
 */
@NullMarked
package dev.bongsu.fanout;

import org.jspecify.annotations.NullMarked;
