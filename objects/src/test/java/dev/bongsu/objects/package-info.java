@NullMarked
package dev.bongsu.objects;

import org.jspecify.annotations.NullMarked;
