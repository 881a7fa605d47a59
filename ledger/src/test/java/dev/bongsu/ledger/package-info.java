/** Tests of the ledger on the real database. */
@NullMarked
package dev.bongsu.ledger;

import org.jspecify.annotations.NullMarked;
