/**
 * SMPP 3.4 as octets: protocol data units, short messages with their parts and alphabets, and
 * delivery receipts, for both ends of a session. It opens no connection and decides nothing.
 */
@NullMarked
package dev.bongsu.smpp;

import org.jspecify.annotations.NullMarked;
