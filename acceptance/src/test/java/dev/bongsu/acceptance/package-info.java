/**
 * What is true of the whole: how the rooms depend on each other, that the documents agree with the
 * code, and how the finished program behaves over HTTP and SMTP, when it is killed included.
 */
@NullMarked
package dev.bongsu.acceptance;

import org.jspecify.annotations.NullMarked;
