/** Seat plans: what they are, how they come in and go out, how they are drawn. */
@org.jspecify.annotations.NullMarked
package org.stile.center.seating;
