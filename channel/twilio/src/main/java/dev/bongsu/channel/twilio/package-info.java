/**
 * Twilio as far as short messages and calls are alike: an account, requests that create something,
 * what its errors mean, and whether a callback is really from it. It knows neither of both.
 */
@NullMarked
package dev.bongsu.channel.twilio;

import org.jspecify.annotations.NullMarked;
