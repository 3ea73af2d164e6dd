/** Event masters: formed from event and register, signed, served with deltas. */
@org.jspecify.annotations.NullMarked
package org.stile.center.masters;
