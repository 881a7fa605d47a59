/**
 * Files that notifications carry by id: takes them in, keeps them, hands them out. Knows no
 * notification and no HTTP, and never looks into a file.
 */
@NullMarked
package dev.bongsu.objects;

import org.jspecify.annotations.NullMarked;
