/** Sellers of an event, their rules, and the allotment of seats to them. */
@org.jspecify.annotations.NullMarked
package org.stile.center.sellers;
