/**
 * Posts requests to one server over few, long-lived HTTP/2 connections (RFC 9113), and knows of
 * each that failed whether the server can have seen it. It knows no provider: what an answer means
 * is said by whoever asked. Nothing outside this package sees a frame or a stream.
 */
@NullMarked
package dev.bongsu.channel.http2;

import org.jspecify.annotations.NullMarked;
