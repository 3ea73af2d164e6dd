package org.stile.chips;

/**
 * What to write on a chip for one admission.
 *
 * @param stamp the record to add.
 * @param debit whether to take one entry off the slot's counter as well.
 */
public record StampOrder(Stamp stamp, boolean debit) {}
